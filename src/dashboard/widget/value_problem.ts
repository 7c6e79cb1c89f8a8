import type { ValueSeries } from "./value_series.ts";

/** What is wrong with the path of a number, in words; `null` if nothing is. */
export function valueProblem({ misses }: ValueSeries, path: string): string | null {
  if (misses === 0) return null;
  return misses === 1
    ? `The newest message has no number at "${path}".`
    : `The last ${misses} messages have no number at "${path}".`;
}
