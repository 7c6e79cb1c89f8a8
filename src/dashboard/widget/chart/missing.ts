import type { MissingInterval } from "../../event/gaps.ts";
import type { Line } from "./chart_lines.ts";
import type { TimeSpan } from "./surface.ts";
import type { Break } from "./trace.ts";

/** A connection that was lost for less is nothing that is seen, in ms. */
const SHORTEST = 1_000;

/** What is missing in `lines`: the gaps that were told, and the times without a connection as far as nothing filled them. */
export function breaksOf(
  lines: readonly Line[],
  gaps: readonly MissingInterval[],
  losses: readonly TimeSpan[],
): Break[] {
  const groups = new Set(lines.map(({ group }) => group));
  const told = gaps.filter(({ group }) => group === null || groups.has(group))
    .map(({ since, until }) => ({ since, until: until ?? Infinity }));
  const unfilled = losses.flatMap((loss) => unfilledOf(lines, loss) ?? []);
  return merged([...told, ...unfilled]);
}

/** From the loss to the first point after it, unless that is when one was due. */
function unfilledOf(lines: readonly Line[], { from, until }: TimeSpan): Break | null {
  let end = until;
  let due = SHORTEST;
  for (const { points } of lines) {
    const next = points.indexAfter(from);
    if (next < points.size) end = Math.min(end, points.timeAt(next));
    if (next > 1) {
      due = Math.max(
        due,
        Math.min(2 * (points.timeAt(next - 1) - points.timeAt(next - 2)), until - from - 1),
      );
    }
  }
  return end - from > due ? { since: from, until: end } : null;
}

/** Those that meet become one. */
function merged(breaks: Break[]): Break[] {
  const result: Break[] = [];
  for (const { since, until } of breaks.sort((a, b) => a.since - b.since)) {
    const last = result.at(-1);
    if (last && since <= last.until) {
      result[result.length - 1] = { since: last.since, until: Math.max(until, last.until) };
    } else if (until > since) result.push({ since, until });
  }
  return result;
}
