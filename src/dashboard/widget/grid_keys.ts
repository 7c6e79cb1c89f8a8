/** A place in a grid: both count from 0. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** How large a grid is, and how many rows one sees at once. */
export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

/**
 * Where a key leads to from `place`, as grids have it (WAI-ARIA APG): arrows, PageUp and PageDown, Home and End in the row, and
 * with Ctrl in the whole grid; `null` for any other key.
 */
export function moveInGrid(
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  { row, column }: GridPlace,
  { rows, columns, page }: GridSize,
): GridPlace | null {
  const moves: Readonly<Record<string, [row: number, column: number]>> = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - page, column],
    PageDown: [row + page, column],
    Home: ctrlKey || columns === 1 ? [0, 0] : [row, 0],
    End: ctrlKey || columns === 1 ? [rows - 1, columns - 1] : [row, columns - 1],
  };
  const move = Object.hasOwn(moves, key) ? moves[key]! : null;
  return move && { row: within(move[0], rows), column: within(move[1], columns) };
}

function within(at: number, count: number): number {
  return Math.max(0, Math.min(at, count - 1));
}
