import assert from "node:assert/strict";
import { backoff, fullJitter } from "./backoff.ts";

Deno.test("backoff() doubles with every try", () => {
  assert.deepEqual([1, 2, 3, 4, 5].map((attempt) => backoff(3_000, attempt)), [
    3_000,
    6_000,
    12_000,
    24_000,
    48_000,
  ]);
});

Deno.test("fullJitter() waits anything up to the backoff, and never longer than the cap", () => {
  const options = { base: 500, cap: 30_000 };
  const longest = fullJitter(options, () => 1);
  assert.deepEqual([1, 2, 3, 7, 2_000].map(longest), [500, 1_000, 2_000, 30_000, 30_000]);
  assert.equal(fullJitter(options, () => 0.5)(3), 1_000);
});

Deno.test("fullJitter() never spins", () => {
  assert.equal(fullJitter({ base: 500, cap: 30_000 }, () => 0)(9), 100);
});
