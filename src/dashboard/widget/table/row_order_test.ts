import assert from "node:assert/strict";
import { rankOf } from "./rank.ts";
import { RowOrder } from "./row_order.ts";
import { type Row, TableRows } from "./table_rows.ts";

const byValue = { rank: (row: Row) => rankOf(row.values[1]), isDescending: false, isFound: () => true };

function table(entries: Record<string, number | null>): TableRows {
  const rows = new TableRows({ columns: ["k", "v"], key: ["k"] });
  for (const [k, v] of Object.entries(entries)) put(rows, k, v);
  return rows;
}

function put(rows: TableRows, k: string, v: number | null): Row {
  return rows.take({ message: { type: "e", k, v }, place: { group: "g", offset: 1 }, time: 0 });
}

function keys(order: RowOrder): string {
  return order.rows.map(({ values }) => values[0]).join("");
}

Deno.test("RowOrder sorts either way, with what is missing last", () => {
  const rows = table({ a: 3, b: null, c: 1, d: 2 });
  assert.equal(keys(new RowOrder(byValue, rows.all)), "cdab");
  assert.equal(keys(new RowOrder({ ...byValue, isDescending: true }, rows.all)), "adcb");
});

Deno.test("RowOrder merges what changes, comes and goes", () => {
  const rows = table({ a: 1, b: 2, c: 3, d: 4 });
  const order = new RowOrder(byValue, rows.all);
  const changed = [put(rows, "a", 9), put(rows, "e", 2.5), put(rows, "d", 0)];
  const [, b] = order.rows;
  order.settle(changed, [b!]);
  assert.equal(keys(order), "deca");
});

Deno.test("RowOrder is the same array while nothing moves", () => {
  const rows = table({ a: 1, b: 2 });
  const order = new RowOrder(byValue, rows.all);
  const before = order.rows;
  order.settle([put(rows, "a", 1)], []);
  assert.equal(order.rows, before);
});

Deno.test("RowOrder shows only what is found, also when it changes", () => {
  const rows = table({ a: 1, b: 5, c: 9 });
  const order = new RowOrder({ ...byValue, isFound: ({ values }) => Number(values[1]) > 4 }, rows.all);
  assert.equal(keys(order), "bc");
  order.settle([put(rows, "a", 7), put(rows, "c", 2)], []);
  assert.equal(keys(order), "ba");
});

Deno.test("RowOrder agrees with sorting everything anew, whatever changes", () => {
  const rows = table({});
  const order = new RowOrder(byValue, []);
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 200; round++) {
    const changed = new Set(
      Array.from({ length: random(20) }, () => put(rows, `k${random(50)}`, random(30))),
    );
    order.settle(changed, []);
  }
  const values = order.rows.map(({ values }) => Number(values[1]));
  assert.deepEqual(values, [...values].sort((a, b) => a - b));
  assert.equal(order.rows.length, rows.size);
});
