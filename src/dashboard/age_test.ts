import assert from "node:assert/strict";
import { formatAge } from "./age.ts";

Deno.test("formatAge() uses the largest whole unit", () => {
  const ages = [0, 999, 1_000, 59_999, 60_000, 3_600_000, 90_000_000].map(formatAge);
  assert.deepEqual(ages, ["now", "now", "1 s", "59 s", "1 m", "1 h", "1 d"]);
});
