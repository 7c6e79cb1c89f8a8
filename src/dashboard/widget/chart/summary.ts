import { formatAge, formatNumber } from "../../settings/number_format.ts";
import type { Scene } from "./plot.ts";
import type { TimeSpan } from "./surface.ts";

/** So many lines are told of; a longer text nobody listens to. */
const MOST_LINES = 6;

/** What a chart shows, in words. */
export function summaryOf({ lines, gaps, unit, decimals, time }: Scene, { from, until }: TimeSpan): string {
  const texts = lines.slice(0, MOST_LINES).map(({ line: { name, points, decimals: own } }) => {
    const [first, end] = [points.indexAfter(from), points.indexAfter(until)];
    if (first === end) return `${name}: nothing`;
    let [least, greatest] = [Infinity, -Infinity];
    for (let at = first; at < end; at++) {
      least = Math.min(least, points.valueAt(at));
      greatest = Math.max(greatest, points.valueAt(at));
    }
    const write = (value: number) =>
      formatNumber(value, { decimals: decimals ?? own, ...unit !== undefined && { unit } });
    return `${name}: ${write(points.valueAt(end - 1))}, between ${write(least)} and ${write(greatest)}`;
  });
  const inSight = gaps.filter((gap) => gap.until > from && gap.since < until);
  const missing = inSight.map((gap) => formatAge(Math.min(gap.until, until) - Math.max(gap.since, from)));
  return [
    `Chart, ${time.clock(from)} to ${time.clock(until)}`,
    ...texts,
    ...lines.length > MOST_LINES ? [`${lines.length - MOST_LINES} more lines`] : [],
    ...missing.length > 0 ? [`missing: ${missing.join(", ")}`] : [],
  ].join(". ");
}
