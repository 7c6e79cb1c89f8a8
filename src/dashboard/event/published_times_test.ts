import assert from "node:assert/strict";
import { PublishedTimes } from "./published_times.ts";

const message = { type: "note" };
const at = (offset: number | null) => ({ group: "g", offset });

Deno.test("PublishedTimes asks the history once, and knows nothing of what is newer", async () => {
  let asked = 0;
  const times = new PublishedTimes(() => {
    asked++;
    return Promise.resolve([{ offset: 4, time: 400, message }, { offset: 7, time: 700, message }]);
  });
  assert.equal(times.of(message, at(4)), null);
  await Promise.all([times.learn(message, at(4)), times.learn(message, at(7))]);
  assert.equal(asked, 1);
  assert.deepEqual([2, 4, 7, 8, null].map((offset) => times.of(message, at(offset))), [
    400,
    400,
    700,
    null,
    null,
  ]);
  assert.equal(times.of({ type: "other" }, at(4)), null);
});

Deno.test("PublishedTimes knows nothing as long as nobody can be asked", async () => {
  const times = new PublishedTimes(() => Promise.reject(new TypeError("lost")));
  await times.learn(message, at(4));
  assert.equal(times.of(message, at(4)), null);
});
