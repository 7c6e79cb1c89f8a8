import assert from "node:assert/strict";
import { openBoards } from "../../../tests/support/boards.ts";
import { BUILTIN_NAMES } from "../../config/boards.ts";
import { groupPattern } from "../group_pattern.ts";
import { overlap } from "../pattern_overlap.ts";
import { tokensOf } from "../pattern_token.ts";
import { BUILTIN_ADDRESSES, INBOX_GROUPS } from "./builtin_addresses.ts";

Deno.test("BUILTIN_ADDRESSES has the paths and groups of the boards as they are", async () => {
  await using boards = openBoards();
  assert.deepEqual(Object.keys(BUILTIN_ADDRESSES), BUILTIN_NAMES);
  for (const [name, { paths, groups }] of Object.entries(BUILTIN_ADDRESSES)) {
    const board = boards.catalog.board(name)!;
    const patterns = board.groups.flatMap(({ pattern, aliases = [] }) => [pattern, ...aliases]);
    assert.deepEqual(groups, patterns.map(({ text }) => text));
    assert.equal(paths.length, board.endpoints.length, name);
    for (const path of paths) {
      const example = groupPattern(path).name({ client: "c", school: "5" });
      assert.equal(boards.catalog.route(example)?.board.name, name, example);
    }
  }
});

Deno.test("INBOX_GROUPS has everybody's inbox, and no group of a built-in board", async () => {
  await using boards = openBoards();
  assert.deepEqual(boards.catalog.board("inbox")?.groups.map(({ pattern }) => pattern.text), [INBOX_GROUPS]);
  for (const group of Object.values(BUILTIN_ADDRESSES).flatMap(({ groups }) => groups)) {
    assert.equal(overlap(tokensOf(INBOX_GROUPS), tokensOf(group)), null, group);
  }
});
