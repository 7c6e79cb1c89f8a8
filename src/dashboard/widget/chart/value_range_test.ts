import assert from "node:assert/strict";
import { calmRange, gridOf } from "./value_range.ts";

Deno.test("calmRange() reaches over all values, from one line of the grid to another", () => {
  assert.deepEqual(calmRange(null, [13, 82]), { min: 0, max: 100, step: 20 });
  assert.deepEqual(gridOf(calmRange(null, [-3, 4])), [-4, -2, 0, 2, 4]);
  assert.deepEqual(calmRange(null, [Infinity, -Infinity]), { min: 0, max: 1, step: 0.25 });
});

Deno.test("calmRange() has room around a value that does not change", () => {
  const { min, max } = calmRange(null, [1.1003, 1.1003]);
  assert.ok(min < 1.1003 && max > 1.1003 && max - min < 0.02, `${min} to ${max}`);
  assert.ok(calmRange(null, [0, 0]).max > 0);
});

Deno.test("calmRange() stays as it is until it must or should change", () => {
  const before = calmRange(null, [13, 82]);
  assert.equal(calmRange(before, [20, 60]), before);
  assert.equal(calmRange(before, [40, 40]), before);
  assert.deepEqual(calmRange(before, [13, 120]), { min: 0, max: 150, step: 50 });
  assert.deepEqual(calmRange(before, [40, 50]), { min: 40, max: 50, step: 2.5 });
});

Deno.test("calmRange() has the ends that are fixed, whatever the values", () => {
  assert.deepEqual(calmRange(null, [13, 182], { min: 0, max: 100 }), { min: 0, max: 100, step: 25 });
  assert.deepEqual(calmRange(null, [13, 182], { min: 10 }), { min: 10, max: 200, step: 50 });
  const beyond = calmRange(null, [5, 6], { min: 10 });
  assert.ok(beyond.max > beyond.min, JSON.stringify(beyond));
});
