import assert from "node:assert/strict";
import { runEvery } from "./run_every.ts";

Deno.test("runEvery() goes on after a failure, and stops when it is disposed", async () => {
  let turns = 0;
  const third = Promise.withResolvers<void>();
  {
    using _timer = runEvery(1, "count", () => {
      turns++;
      if (turns === 1) throw new RangeError("thrown");
      if (turns === 2) return Promise.reject(new RangeError("rejected"));
      third.resolve();
      return Promise.resolve();
    });
    await third.promise;
  }
  // That the timer is gone is what the test runner itself checks.
  assert.ok(turns >= 3);
});
