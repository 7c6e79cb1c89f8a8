import assert from "node:assert/strict";
import { moveInGrid } from "./grid_keys.ts";

const size = { rows: 100, columns: 4, page: 10 };

function from(row: number, column: number, key: string, ctrlKey = false): string {
  const place = moveInGrid({ key, ctrlKey }, { row, column }, size);
  return place ? `${place.row} ${place.column}` : "nowhere";
}

Deno.test("moveInGrid() moves as grids do, and not over the edge", () => {
  assert.equal(from(5, 1, "ArrowDown"), "6 1");
  assert.equal(from(0, 1, "ArrowUp"), "0 1");
  assert.equal(from(5, 3, "ArrowRight"), "5 3");
  assert.equal(from(95, 0, "PageDown"), "99 0");
  assert.equal(from(95, 0, "PageUp"), "85 0");
  assert.equal(from(5, 2, "Home"), "5 0");
  assert.equal(from(5, 2, "End"), "5 3");
  assert.equal(from(5, 2, "Home", true), "0 0");
  assert.equal(from(5, 2, "End", true), "99 3");
  assert.equal(from(5, 2, "a"), "nowhere");
});

Deno.test("moveInGrid() goes to the ends of a list without Ctrl", () => {
  const list = { rows: 9, columns: 1, page: 3 };
  assert.deepEqual(moveInGrid({ key: "End", ctrlKey: false }, { row: 2, column: 0 }, list), {
    row: 8,
    column: 0,
  });
});
