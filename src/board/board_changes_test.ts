import assert from "node:assert/strict";
import { openBoards } from "../../tests/support/boards.ts";
import { boardChanges } from "./board_changes.ts";

Deno.test("boardChanges() names what is new, another and gone, whatever the order", async () => {
  const declared = (name: string) => ({ path: `/ws/${name}/`, groups: [name], events: { e: {} } });
  await using boards = openBoards({ declared: { a: declared("a"), b: declared("b"), c: declared("c") } });
  const [a, b, c] = ["a", "b", "c"].map((name) => boards.catalog.board(name)!);
  assert.deepEqual(boardChanges([a!, b!], [b!, a!]), { added: [], changed: [], removed: [] });
  assert.deepEqual(boardChanges([a!, b!], [{ ...b! }, c!]), { added: ["c"], changed: ["b"], removed: ["a"] });
});
