import assert from "node:assert/strict";
import { compareRanks, rankOf } from "./rank.ts";

function sorted(values: readonly unknown[], isDescending = false): unknown[] {
  return [...values].sort((a, b) => compareRanks(rankOf(a), rankOf(b), isDescending));
}

Deno.test("rankOf() sorts as people do", () => {
  assert.deepEqual(sorted(["m10", "m2", "M1"]), ["M1", "m2", "m10"]);
  assert.deepEqual(sorted(["zebra", "Émile", "eva", "adam"]), ["adam", "Émile", "eva", "zebra"]);
  assert.deepEqual(sorted([10, -2, 3.5]), [-2, 3.5, 10]);
  assert.deepEqual(sorted([true, false]), [false, true]);
  assert.deepEqual(
    sorted(["2026-01-02T00:00:00Z", "2026-01-02T00:00:00+02:00"]),
    ["2026-01-02T00:00:00+02:00", "2026-01-02T00:00:00Z"],
  );
});

Deno.test("compareRanks() has what is missing last, whichever way, and numbers before texts", () => {
  assert.deepEqual(sorted([null, "a", 1, NaN]), [1, "a", null, NaN]);
  assert.deepEqual(sorted([null, 1, 2, ""], true), [2, 1, null, ""]);
});
