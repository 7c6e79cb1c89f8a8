import { z } from "zod";
import { type DeclaredBoard, declaredBoardSchema } from "./declared_board.ts";

const openBoard = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether the board exists"),
  open: z.boolean().default(true).describe("Whether anybody may watch it, without signing in"),
}).prefault({});

const closedBoard = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether the board exists"),
}).prefault({});

const builtin = {
  dashboard: closedBoard,
  engagement: closedBoard,
  school: closedBoard,
  trading: openBoard,
  prices: openBoard,
  tutoring: openBoard,
};

/** The boards that there are without a declaration. */
export const BUILTIN_NAMES: readonly string[] = Object.keys(builtin);

/** The settings of the built-in boards by their names; any other name declares a board. */
export const boardsSchema = z.strictObject(builtin).catchall(declaredBoardSchema).meta({
  allowed: `a section with ${BUILTIN_NAMES.join(", ")}, or a name of your own, which declares a board`,
}).prefault({});

/** `boards` of the configuration. */
export type BoardSettings = z.output<typeof boardsSchema>;

/** The boards that an operator declared, by name, in their order. */
export function declaredBoards(boards: BoardSettings): [name: string, board: DeclaredBoard][] {
  return Object.entries(boards).filter((entry): entry is [string, DeclaredBoard] =>
    !BUILTIN_NAMES.includes(entry[0])
  );
}
