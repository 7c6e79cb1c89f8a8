import assert from "node:assert/strict";
import { type Refusal, Refusals } from "./refusals.ts";

const REFUSAL: Refusal = {
  code: 4401,
  path: "/ws/dashboard/",
  reason: "The token has expired",
  subject: "ann",
  address: "10.0.0.7",
};

Deno.test("Refusals counts those that are alike as one, the newest first", () => {
  const refusals = new Refusals();
  refusals.note(REFUSAL, 1);
  refusals.note({ ...REFUSAL, subject: null }, 2);
  refusals.note(REFUSAL, 3);
  assert.deepEqual(refusals.recent, [
    { ...REFUSAL, count: 2, first: 1, time: 3 },
    { ...REFUSAL, subject: null, count: 1, first: 2, time: 2 },
  ]);
  assert.equal(refusals.total, 3);
});

Deno.test("Refusals remembers the last 200 that differ", () => {
  const refusals = new Refusals();
  for (let code = 1; code <= 1_000; code++) refusals.note({ ...REFUSAL, code }, code);
  assert.equal(refusals.recent.length, 200);
  assert.deepEqual([refusals.recent[0]!.code, refusals.recent.at(-1)!.code], [1_000, 801]);
  assert.equal(refusals.total, 1_000);
});

Deno.test("Refusals bounds what strangers write, and shows what would hide", () => {
  const refusals = new Refusals();
  refusals.note({
    ...REFUSAL,
    path: "/" + "x".repeat(10_000),
    reason: "a\n\u202eb\u0000\ud800",
    subject: "\u200b",
  });
  const [refusal] = refusals.recent;
  assert.equal(refusal!.path.length, 201);
  assert.equal(refusal!.reason, "a\ufffd\ufffdb\ufffd\ufffd");
  assert.equal(refusal!.subject, "\ufffd");
});
