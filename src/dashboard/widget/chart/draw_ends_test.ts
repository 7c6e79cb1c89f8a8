import assert from "node:assert/strict";
import { placesOf } from "./draw_ends.ts";

const ROOM = { top: 0, height: 100 };

function places(wanted: number[]): number[] {
  const found = placesOf(wanted, 10, ROOM);
  return wanted.flatMap((_, index) => found.get(index) ?? []);
}

Deno.test("placesOf() leaves texts where they belong, and moves those apart that would cover each other", () => {
  assert.deepEqual(places([50, 10, 80]), [50, 10, 80]);
  assert.deepEqual(places([50, 52]), [50, 60]);
  assert.deepEqual(places([52, 50]), [60, 50]);
});

Deno.test("placesOf() stays within the room, and leaves out what does not fit", () => {
  assert.deepEqual(places([98, 99, 200]), [80, 90, 100]);
  assert.deepEqual(places([-5]), [0]);
  assert.equal(places(Array.from({ length: 20 }, () => 50)).length, 10);
});
