import assert from "node:assert/strict";
import { timeOf, valueText } from "./value_text.ts";

const format = { time: (time: number) => `@${time}` };

Deno.test("valueText() writes every kind of value for a reader", () => {
  const cases: readonly [unknown, string][] = [
    [1234.5, "1\u202f234.5"],
    [true, "yes"],
    [false, "no"],
    [null, "–"],
    [undefined, "–"],
    ["", "–"],
    ["in_progress", "in progress"],
    ["TAKE_PROFIT", "take profit"],
    ["machine_1", "machine_1"],
    ["EURUSD", "EURUSD"],
    ["1970-01-01T00:00:01Z", "@1000"],
    [["a", 2, "on_hold"], "a, 2, on hold"],
    [[], "–"],
    [{}, "–"],
    [{ first_name: "Ann", age: 30 }, "first name Ann, age 30"],
    [{ a: { b: { c: { d: 1 } } } }, "a b c …"],
  ];
  for (const [value, text] of cases) assert.equal(valueText(value, format), text);
  assert.equal(valueText(2, { ...format, decimals: 2 }), "2.00");
});

Deno.test("valueText() writes a nested value no longer than fits", () => {
  const text = valueText({ list: Array.from({ length: 10_000 }, (_, n) => n) }, format);
  assert.equal(text.length, 120);
  assert.match(text, /…$/);
});

Deno.test("timeOf() reads ISO 8601 and nothing else", () => {
  assert.equal(timeOf("2026-01-13T09:20:11.204Z"), Date.UTC(2026, 0, 13, 9, 20, 11, 204));
  assert.equal(timeOf("2026-01-13 09:20:11.204000+00:00"), Date.UTC(2026, 0, 13, 9, 20, 11, 204));
  assert.equal(timeOf("2026-01-13"), null);
  assert.equal(timeOf("2026-99-99T00:00:00Z"), null);
  assert.equal(timeOf(1_000), null);
});
