import type { Board } from "./board.ts";

/** How one set of boards differs from another, by the names of the boards. */
export interface BoardChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What has become of the boards `before` in `after`; one that is another object has changed. */
export function boardChanges(before: readonly Board[], after: readonly Board[]): BoardChanges {
  const earlier = byName(before);
  const later = byName(after);
  return {
    added: after.filter(({ name }) => !earlier.has(name)).map(nameOf),
    changed: after.filter((board) => earlier.has(board.name) && earlier.get(board.name) !== board).map(
      nameOf,
    ),
    removed: before.filter(({ name }) => !later.has(name)).map(nameOf),
  };
}

function byName(boards: readonly Board[]): Map<string, Board> {
  return new Map(boards.map((board) => [board.name, board]));
}

function nameOf({ name }: Board): string {
  return name;
}
