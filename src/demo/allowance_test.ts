import assert from "node:assert/strict";
import { Allowance } from "./allowance.ts";

Deno.test("Allowance gives its burst at once and then one per interval", () => {
  let now = 0;
  const allowance = new Allowance({ burst: 2, every: 1_000, now: () => now });
  assert.deepEqual([allowance.take(), allowance.take(), allowance.take()], [true, true, false]);
  now = 999;
  assert.equal(allowance.take(), false);
  now = 1_000;
  assert.deepEqual([allowance.take(), allowance.take()], [true, false]);
});

Deno.test("Allowance saves up no more than its burst, and bounds a day", () => {
  let now = 0;
  const allowance = new Allowance({ burst: 3, every: 3_600_000, now: () => now });
  now = 30 * 86_400_000;
  const taken = Array.from({ length: 10 }, () => allowance.take()).filter(Boolean);
  assert.equal(taken.length, 3);
  let today = 0;
  for (const end = now + 86_400_000; now < end; now += 60_000) today += allowance.take() ? 1 : 0;
  assert.ok(today <= 24, String(today));
});
