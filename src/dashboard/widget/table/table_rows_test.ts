import assert from "node:assert/strict";
import { MAX_MESSAGES, TableRows } from "./table_rows.ts";

function shown(k: string, v: number, { group = "g", time = v } = {}) {
  return { message: { type: "e", k, d: { v } }, place: { group, offset: v }, time };
}

function texts(rows: TableRows): string[] {
  return rows.all.map(({ values }) => values.join(" "));
}

Deno.test("TableRows has one row per key, which each message changes", () => {
  const rows = new TableRows({ columns: ["k", "d.v", "none"], key: ["k"] });
  const first = rows.take(shown("a", 1));
  rows.take(shown("b", 2));
  rows.changed.clear();
  assert.equal(rows.take(shown("a", 3)), first);
  assert.deepEqual(first.values, ["a", 3, undefined]);
  assert.deepEqual([...rows.changed], [first]);
  assert.equal(rows.size, 2);
});

Deno.test("TableRows without a key has the last messages", () => {
  const rows = new TableRows({ columns: ["d.v"] });
  for (let n = 0; n < MAX_MESSAGES + 5; n++) rows.take(shown("a", n));
  assert.equal(rows.size, MAX_MESSAGES);
  assert.equal(texts(rows)[0], "5");
  assert.equal(rows.gone.size, 5);
});

Deno.test("TableRows loses the rows of a lost group, and what the record keeps no longer", () => {
  const rows = new TableRows({ columns: ["k"], key: ["k"], ms: 100 });
  rows.take(shown("a", 1, { group: "mine" }));
  rows.take(shown("b", 2, { group: "theirs", time: 50 }));
  rows.take(shown("c", 3, { time: 150 }));
  rows.lose((group) => group === "theirs");
  assert.deepEqual(texts(rows), ["a", "c"]);
  rows.expire(149);
  assert.deepEqual(texts(rows), ["c"]);
  assert.deepEqual([...rows.gone].map(({ values }) => values[0]), ["b", "a"]);
});

Deno.test("TableRows knows how many decimals the numbers of each key need, and never fewer than before", () => {
  const rows = new TableRows({ columns: ["k", "d.v"], key: ["k"] });
  const [euro, stock] = [rows.take(shown("EURUSD", 1.1002)), rows.take(shown("AAPL", 26.33))];
  assert.deepEqual([euro.decimals, stock.decimals], [[0, 4], [0, 2]]);
  const { decimals } = euro;
  assert.equal(rows.take(shown("EURUSD", 1.1)).decimals, decimals);
  assert.equal(new TableRows({ columns: ["d.v"] }).take(shown("a", 1.5)).decimals, null);
});
