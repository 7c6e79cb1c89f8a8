import assert from "node:assert/strict";
import { decimalsOf } from "./decimals.ts";

Deno.test("decimalsOf() counts the digits that a value needs, within reason", () => {
  const values = [0, 7, 1.1, 1.1003, 151.204, 2_411.25, 1 / 3, 1e9 / 7, -0.05, 1e-9];
  assert.deepEqual(values.map((value) => decimalsOf(value)), [0, 0, 1, 4, 3, 2, 5, 0, 2, 0]);
});

Deno.test("decimalsOf() never takes back", () => {
  assert.equal(decimalsOf(1.1, 4), 4);
  assert.equal(decimalsOf(1e9, 4), 4);
});
