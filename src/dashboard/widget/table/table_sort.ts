import { type Rank, rankOf } from "./rank.ts";
import type { Row } from "./table_rows.ts";

/** Which column a table is sorted by; `path` is `$age` for the age. */
export interface TableSort {
  readonly path: string;
  readonly isDescending: boolean;
}

/** The column that no path into a message names. */
export const AGE = "$age";

/** Reads what an address has: `bid`, `-bid`; `null` for anything that is no column. */
export function parseSort(text: string | null, paths: readonly string[]): TableSort | null {
  const isDescending = text?.startsWith("-") ?? false;
  const path = isDescending ? text!.slice(1) : text;
  return path !== null && (path === AGE || paths.includes(path)) ? { path, isDescending } : null;
}

/** As an address has it. */
export function writeSort({ path, isDescending }: TableSort): string {
  return isDescending ? `-${path}` : path;
}

/** What a click on a column leads to: up, down, and as it was. */
export function nextSort(sort: TableSort | null, path: string): TableSort | null {
  if (sort?.path !== path) return { path, isDescending: false };
  return sort.isDescending ? null : { path, isDescending: true };
}

/** How rows are compared under `sort`; without one by their keys, or the newest first where there are none. */
export function ranking(
  sort: TableSort | null,
  paths: readonly string[],
): { rank: (row: Row) => Rank; isDescending: boolean } {
  if (sort === null) return { rank: naturalRank, isDescending: false };
  const { path, isDescending } = sort;
  // The youngest is the one with the greatest time.
  if (path === AGE) return { rank: ({ time }) => time, isDescending: !isDescending };
  const at = paths.indexOf(path);
  return { rank: ({ values }) => rankOf(values[at]), isDescending };
}

function naturalRank({ key, number }: Row): Rank {
  if (key === null) return -number;
  return rankOf(key.length === 1 ? key[0] : key.join("\n"));
}
