import { compareRanks, type Rank } from "./rank.ts";
import type { Row } from "./table_rows.ts";

/** How the rows of a table are sorted, and which are shown. */
export interface Arrangement {
  readonly rank: (row: Row) => Rank;
  readonly isDescending: boolean;
  readonly isFound: (row: Row) => boolean;
}

/** Rows in order. Those that change are merged in, so that 100,000 rows are sorted once and not with each message. */
export class RowOrder {
  readonly #arrangement: Arrangement;
  #rows: readonly Row[] = [];

  constructor(arrangement: Arrangement, rows: readonly Row[]) {
    this.#arrangement = arrangement;
    for (const row of rows) row.rank = undefined;
    this.settle(rows, []);
  }

  /** Another array whenever the order is another. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Puts the rows that have `changed` where they belong, and takes away those that are `gone`. */
  settle(changed: Iterable<Row>, gone: Iterable<Row>): void {
    let leaving = 0;
    const coming: [Row, Rank][] = [];
    for (const row of changed) {
      const rank = this.#arrangement.isFound(row) ? this.#arrangement.rank(row) : undefined;
      if (rank === row.rank) continue;
      if (rank !== undefined) coming.push([row, rank]);
      leaving += leave(row);
    }
    for (const row of gone) leaving += leave(row);
    if (leaving + coming.length === 0) return;
    const staying = leaving > 0 ? this.#rows.filter(({ rank }) => rank !== undefined) : this.#rows;
    for (const [row, rank] of coming) row.rank = rank;
    this.#rows = this.#merged(staying, coming.map(([row]) => row).sort(this.#compare));
  }

  #merged(rows: readonly Row[], others: readonly Row[]): readonly Row[] {
    const merged: Row[] = [];
    let next = 0;
    for (const row of rows) {
      while (next < others.length && this.#compare(others[next]!, row) < 0) merged.push(others[next++]!);
      merged.push(row);
    }
    while (next < others.length) merged.push(others[next++]!);
    return merged;
  }

  readonly #compare = (a: Row, b: Row): number =>
    compareRanks(a.rank!, b.rank!, this.#arrangement.isDescending) || a.number - b.number;
}

/** Marks `row` as standing nowhere; 1 if it stood somewhere. */
function leave(row: Row): number {
  const stood = row.rank !== undefined;
  row.rank = undefined;
  return Number(stood);
}
