import assert from "node:assert/strict";
import { parseDuration, writeDuration } from "./duration.ts";

Deno.test("parseDuration() reads units and plain ms, and nothing else", () => {
  assert.deepEqual(["5m", "90s", "250ms", "1h", "2d", "1500"].map(parseDuration), [
    300_000,
    90_000,
    250,
    3_600_000,
    172_800_000,
    1_500,
  ]);
  assert.deepEqual(["", "0", "m", "5 m", "-1", "1.5h", "1e9", null].map(parseDuration), Array(8).fill(null));
});

Deno.test("writeDuration() uses the largest unit that divides", () => {
  assert.deepEqual([300_000, 90_000, 250, 3_600_000, 86_400_000].map(writeDuration), [
    "5m",
    "90s",
    "250ms",
    "1h",
    "1d",
  ]);
});
