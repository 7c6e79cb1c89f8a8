import assert from "node:assert/strict";
import { CommandLimit } from "./command_limit.ts";

const allowed = (limit: CommandLimit, now: number, tries: number) =>
  Array.from({ length: tries }, () => limit.take(now)).filter((taken) => taken).length;

Deno.test("CommandLimit allows a burst of two seconds and then the average", () => {
  const limit = new CommandLimit(10, 0);
  assert.equal(allowed(limit, 0, 100), 20);
  assert.equal(allowed(limit, 500, 100), 5);
  assert.equal(allowed(limit, 60_000, 100), 20);
});

Deno.test("CommandLimit of 0 allows everything", () => {
  assert.equal(allowed(new CommandLimit(0, 0), 0, 1000), 1000);
});
