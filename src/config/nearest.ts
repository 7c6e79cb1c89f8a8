import { distance } from "fastest-levenshtein";

/** The one of `known` that is most like `name`, measured against the length of both. */
export function nearest(name: string, known: readonly string[]): string {
  const unlike = (other: string) =>
    distance(name.toLowerCase(), other.toLowerCase()) / Math.max(name.length, other.length);
  return known.reduce((best, other) => unlike(other) < unlike(best) ? other : best);
}
