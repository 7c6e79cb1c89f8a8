import assert from "node:assert/strict";
import { clamp, Random, round } from "./random.ts";

Deno.test("Random gives the same numbers for the same seed and others for another", () => {
  const numbers = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 20 }, () => random.next());
  };
  assert.deepEqual(numbers(7), numbers(7));
  assert.notDeepEqual(numbers(7), numbers(8));
});

Deno.test("Random.next() is spread evenly between 0 and 1", () => {
  const random = new Random(1);
  const tenths = Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) tenths[Math.floor(random.next() * 10)]! += 1;
  assert.ok(tenths.every((count) => count > 900 && count < 1_100), tenths.join(" "));
});

Deno.test("Random.integer() includes both ends and nothing beyond", () => {
  const random = new Random(2);
  const drawn = new Set(Array.from({ length: 200 }, () => random.integer(3, 5)));
  assert.deepEqual([...drawn].sort(), [3, 4, 5]);
});

Deno.test("Random.pick() throws for an empty list", () => {
  assert.throws(() => new Random(1).pick([]), RangeError);
});

Deno.test("clamp() and round() hold and shorten a number", () => {
  assert.deepEqual([clamp(-1, 0, 1), clamp(0.5, 0, 1), clamp(2, 0, 1)], [0, 0.5, 1]);
  assert.deepEqual([round(1.005 + 0.001, 2), round(2.5, 0), round(1.23456, 3)], [1.01, 3, 1.235]);
});
