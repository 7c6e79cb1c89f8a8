import assert from "node:assert/strict";
import { timeFormat } from "./time_format.ts";

Deno.test("timeFormat() writes the clock and the day of a zone", () => {
  const time = Date.parse("2026-11-30T23:05:09Z");
  assert.equal(timeFormat("UTC").clock(time), "23:05:09");
  assert.equal(timeFormat("Asia/Tokyo").clockWithDay(time), "2026-12-01 08:05:09");
  assert.equal(timeFormat("UTC").clock(Date.parse("2026-11-30T00:00:00Z")), "00:00:00");
});
