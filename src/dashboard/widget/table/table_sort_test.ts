import assert from "node:assert/strict";
import { AGE, nextSort, parseSort, ranking, writeSort } from "./table_sort.ts";
import { RowOrder } from "./row_order.ts";
import { TableRows } from "./table_rows.ts";

Deno.test("parseSort() reads what writeSort() writes, and no column that there is not", () => {
  for (const text of ["bid", "-bid", AGE, `-${AGE}`]) {
    assert.equal(writeSort(parseSort(text, ["bid"])!), text);
  }
  for (const text of [null, "", "-", "ask", "--bid"]) assert.equal(parseSort(text, ["bid"]), null);
});

Deno.test("nextSort() goes up, down, and back", () => {
  const up = nextSort(null, "bid");
  const down = nextSort(up, "bid");
  assert.deepEqual([up?.isDescending, down?.isDescending, nextSort(down, "bid")], [false, true, null]);
  assert.deepEqual(nextSort(down, "ask"), { path: "ask", isDescending: false });
});

Deno.test("ranking() sorts by key, by age and by value", () => {
  const rows = new TableRows({ columns: ["v"], key: ["k"] });
  for (const [k, v, time] of [["m10", 1, 3], ["m2", 3, 2], ["m1", 2, 1]] as const) {
    rows.take({ message: { type: "e", k, v }, place: { group: "g", offset: 1 }, time });
  }
  const keys = (sort: string | null) =>
    new RowOrder({ ...ranking(parseSort(sort, ["v"]), ["v"]), isFound: () => true }, rows.all)
      .rows.map(({ key }) => key![0]).join(" ");
  assert.equal(keys(null), "m1 m2 m10");
  assert.equal(keys(AGE), "m10 m2 m1");
  assert.equal(keys("-v"), "m2 m1 m10");
});
