import { distance } from "fastest-levenshtein";
import { BUILTIN_NAMES } from "../../config/boards.ts";
import { BOARD_NAME } from "../../config/declared_board.ts";
import type { Mistake } from "../../config/problem.ts";
import { isObject, type JsonObject } from "../../protocol/message.ts";

const BOARD_NAME_WORDS =
  "use a board's name of up to 64 small letters, digits, _ and - that begins with a letter";

/** A board that has no settings. */
const INBOX = "inbox";

/** Names of boards that no board can have, and names that JavaScript keeps for itself. */
export function nameMistakes(boards: JsonObject): Mistake[] {
  const names = Object.keys(boards).filter((name) => !BUILTIN_NAMES.includes(name) && !BOARD_NAME.test(name));
  return [
    ...Object.hasOwn(boards, INBOX)
      ? [{ path: ["boards", INBOX], words: "a built-in board has it", isName: true }]
      : [],
    ...Object.keys(boards).flatMap((name) => misspelt(name, boards[name])),
    ...names.map((name) => ({ path: ["boards", name], words: BOARD_NAME_WORDS, isName: true })),
    ...prototypes(boards, ["boards"]).filter(({ path }) => path.length > 2),
  ];
}

/** A section that declares nothing, under a name that is nearly a built-in board's. */
function misspelt(name: string, board: unknown): Mistake[] {
  if (!isObject(board) || Object.hasOwn(board, "path")) return [];
  const meant = BUILTIN_NAMES.find((known) => known !== name && distance(known, name) <= 2);
  if (meant === undefined) return [];
  return [{
    path: ["boards", name],
    words: `no built-in board has this name; did you mean ${meant}?`,
    isName: true,
  }];
}

function prototypes(value: unknown, path: readonly PropertyKey[]): Mistake[] {
  if (!isObject(value) && !Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, key];
    return key === "__proto__"
      ? [{ path: at, words: "use another name", isName: true }]
      : prototypes(item, at);
  });
}
