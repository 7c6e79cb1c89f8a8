import assert from "node:assert/strict";
import { formatAge, formatNumber } from "./number_format.ts";

Deno.test("formatNumber() groups thousands, fixes decimals, writes a minus sign and the unit", () => {
  assert.equal(formatNumber(1_204), "1\u202f204");
  assert.equal(formatNumber(-1_234_567.891, { decimals: 2 }), "−1\u202f234\u202f567.89");
  assert.equal(formatNumber(1.1, { decimals: 4 }), "1.1000");
  assert.equal(formatNumber(21.5, { unit: "°C" }), "21.5\u202f°C");
  assert.equal(formatNumber(0.1 + 0.2), "0.3");
  assert.equal(formatNumber(-0.0001, { decimals: 2 }), "0.00");
  assert.equal(formatNumber(999), "999");
  assert.equal(formatNumber(2.5e-9), "0");
  assert.equal(formatNumber(-1e21), "−1.000e+21");
  assert.equal(formatNumber(NaN), "–");
});

Deno.test("formatAge() uses the largest whole unit", () => {
  const ages = [0, 999, 1_000, 59_999, 60_000, 3_600_000, 90_000_000].map(formatAge);
  assert.deepEqual(ages, ["now", "now", "1 s", "59 s", "1 m", "1 h", "1 d"]);
});
