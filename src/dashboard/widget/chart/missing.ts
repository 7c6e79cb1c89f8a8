import type { MissingInterval } from "../../event/gaps.ts";
import type { Line } from "./chart_lines.ts";
import type { LinePoints } from "./line_points.ts";
import type { TimeSpan } from "./surface.ts";
import type { Break } from "./trace.ts";

/** A time without a connection; `until` is `Infinity` while it goes on. */
export interface Loss extends TimeSpan {
  /** Whether the server had been silent before that was noticed. */
  readonly isSilence: boolean;
}

/** A connection that was lost for less is nothing that is seen, in ms. */
const SHORTEST = 1_000;

/** So many points tell how often one comes. */
const LAST = 8;

/** What is missing in `lines`: the gaps that were told, and the times without a connection as far as nothing filled them. */
export function breaksOf(
  lines: readonly Line[],
  gaps: readonly MissingInterval[],
  losses: readonly Loss[],
): Break[] {
  const groups = new Set(lines.map(({ group }) => group));
  const told = gaps.filter(({ group }) => group === null || groups.has(group))
    .map(({ since, until }) => ({ since, until: until ?? Infinity }));
  const unfilled = losses.flatMap((loss) => unfilledOf(lines, loss) ?? []);
  return merged([...told, ...unfilled]);
}

/** From the loss to the first point after it, unless that is when one was due; of a silent server from the last point on. */
function unfilledOf(lines: readonly Line[], { from, until, isSilence }: Loss): Break | null {
  let heard = -Infinity;
  let end = until;
  let due = SHORTEST;
  for (const { points } of lines) {
    const next = points.indexAfter(from);
    if (next < points.size) end = Math.min(end, points.timeAt(next));
    if (next > 0) heard = Math.max(heard, points.timeAt(next - 1));
    due = Math.max(due, 2 * shortestStep(points, next));
  }
  const since = isSilence && heard !== -Infinity ? heard : from;
  return end - since > due ? { since, until: end } : null;
}

/** The shortest time between two of the last points before `end`; 0 if there are none. */
function shortestStep(points: LinePoints, end: number): number {
  let shortest = Infinity;
  for (let at = Math.max(1, end - LAST); at < end; at++) {
    shortest = Math.min(shortest, points.timeAt(at) - points.timeAt(at - 1));
  }
  return shortest === Infinity ? 0 : shortest;
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
