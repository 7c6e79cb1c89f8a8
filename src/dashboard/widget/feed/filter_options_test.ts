import assert from "node:assert/strict";
import { FeedEntries } from "./feed_entries.ts";
import { declaredValues, filterOptions, parseChoice, writeChoice } from "./filter_options.ts";

function entriesOf(...severities: string[]) {
  const entries = new FeedEntries("s");
  for (const s of severities) {
    entries.take({ message: { type: "e", s }, place: { group: "g", offset: 1 }, time: 0 });
  }
  return entries.all;
}

Deno.test("filterOptions() has what is declared and what has been seen, and counts", () => {
  const entries = entriesOf("odd", "info", "even", "info");
  assert.deepEqual(filterOptions(["critical", "info"], entries, ({ severity }) => severity), [
    { value: "critical", count: 0 },
    { value: "info", count: 2 },
    { value: "even", count: 1 },
    { value: "odd", count: 1 },
  ]);
});

Deno.test("filterOptions() are few, whatever a producer invents", () => {
  const entries = entriesOf(...Array.from({ length: 100 }, (_, n) => `s${n}`));
  assert.equal(filterOptions([], entries, ({ severity }) => severity).length, 12);
});

Deno.test("declaredValues() reads the enum of a schema", () => {
  const schema = { properties: { d: { properties: { severity: { enum: ["low", "high", 3] } } } } };
  assert.deepEqual(declaredValues(schema, "d.severity"), ["low", "high"]);
  assert.deepEqual(declaredValues(schema, "d.other"), []);
  assert.deepEqual(declaredValues({}, "severity"), []);
});

Deno.test("parseChoice() reads what writeChoice() writes", () => {
  for (const values of [["a"], ["a,b", "c%", "d e"]]) {
    assert.deepEqual(parseChoice(writeChoice(values)), values);
  }
  assert.equal(writeChoice([]), null);
  assert.deepEqual(parseChoice(null), []);
  assert.deepEqual(parseChoice("%zz"), ["%zz"]);
});
