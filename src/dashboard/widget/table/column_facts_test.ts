import assert from "node:assert/strict";
import { ColumnFacts } from "./column_facts.ts";

Deno.test("ColumnFacts fixes decimals by what it has seen, and only ever more", () => {
  const column = new ColumnFacts("data.bid_price");
  assert.equal(column.title, "Bid price");
  assert.equal(column.isSeen, false);
  assert.equal(column.learn(1.1), true);
  assert.equal(column.learn(1.25), true);
  assert.equal(column.learn(3), false);
  assert.equal(column.decimals, 2);
  assert.equal(column.isNumeric, true);
  column.learn(0.1 + 0.2);
  column.learn(1 / 3);
  assert.deepEqual([undefined, 0, 1].map((own) => column.decimalsOf(own)), [2, 0, 1]);
  assert.equal(column.decimals, 2, "noise of binary fractions");
});

Deno.test("ColumnFacts keeps to what is declared", () => {
  const column = new ColumnFacts({ value: "celsius", title: "Now", unit: "°C", decimals: 1 });
  column.learn(21.348);
  assert.deepEqual([column.title, column.unit, column.decimals, column.decimalsOf(4)], ["Now", "°C", 1, 1]);
});

Deno.test("ColumnFacts of a key is a label, also if it is a number", () => {
  const column = new ColumnFacts("id", ["id"]);
  column.learn(1234);
  assert.deepEqual([column.isLabel, column.isNumeric], [true, false]);
});

Deno.test("ColumnFacts with a text among numbers stands at the left", () => {
  const column = new ColumnFacts("value");
  column.learn(null);
  assert.equal(column.isSeen, false);
  column.learn(1);
  column.learn("offline");
  assert.equal(column.isNumeric, false);
  assert.equal(column.width, 7);
});

Deno.test("ColumnFacts takes null on the way for an answer", () => {
  const column = new ColumnFacts("accepted.name");
  column.note({ type: "e", other: 1 });
  assert.equal(column.isSeen, false);
  column.note({ type: "e", accepted: null });
  assert.equal(column.isSeen, true);
});
