import assert from "node:assert/strict";
import { duration, durationOf } from "./duration.ts";

Deno.test("durationOf() reads whole numbers of every unit, in ms", () => {
  const rows: [text: string, ms: number | null][] = [
    ["500ms", 500],
    ["10s", 10_000],
    ["5m", 300_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
    ["0s", 0],
    ["10", null],
    ["10 s", null],
    ["1.5h", null],
    ["-1s", null],
    ["10S", null],
    ["10s\n", null],
    ["1w", null],
    ["", null],
    ["1234567890123s", null],
  ];
  for (const [text, ms] of rows) assert.equal(durationOf(text), ms, JSON.stringify(text));
});

Deno.test("duration() takes both its ends, in any unit", () => {
  const schema = duration("1s", "30d");
  for (const text of ["1s", "1000ms", "30d", "720h"]) assert.ok(schema.safeParse(text).success, text);
  for (const text of ["999ms", "31d", "721h", "soon", 5, null]) assert.ok(!schema.safeParse(text).success);
});
