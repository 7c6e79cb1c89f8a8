import type { BoardsDraft } from "../../config/board_draft.ts";
import type { Mistake } from "../../config/problem.ts";
import { eventMistakes } from "./event_mistakes.ts";
import { groupClashes, pathClashes } from "./clashes.ts";
import { groupMistakes, scopeMistakes } from "./parameter_mistakes.ts";
import { nameMistakes } from "./name_mistakes.ts";
import { schemaMistakes } from "./schema_mistakes.ts";

/** Everything that is wrong with the declared boards, on their own and together, besides their shape. */
export function boardMistakes(boards: BoardsDraft): Mistake[] {
  return [
    ...nameMistakes(boards.values),
    ...boards.declared.flatMap((board) => [...scopeMistakes(board), ...groupMistakes(board)]),
    ...pathClashes(boards),
    ...groupClashes(boards),
    ...schemaMistakes(boards.declared),
    ...boards.declared.flatMap(eventMistakes),
  ];
}
