import assert from "node:assert/strict";
import { topOf } from "./top.ts";

Deno.test("topOf() gives the beginning of what sorting would give", () => {
  const items = Array.from({ length: 500 }, (_, at) => ({ value: at * 7919 % 97, at }));
  const compare = (a: typeof items[number], b: typeof items[number]) => a.value - b.value;
  for (const count of [0, 1, 20, 500, 900]) {
    assert.deepEqual(topOf(items, count, compare), items.toSorted(compare).slice(0, count));
  }
});
