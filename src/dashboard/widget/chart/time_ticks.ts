import type { TimeFormat } from "../../settings/time_format.ts";

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** What two times on the axis may be apart, in ms. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10].map((days) => days * DAY),
];

/** The times that stand on the axis. */
export interface TimeTicks {
  /** In ms since 1970. */
  readonly times: number[];
  readonly step: number;
}

/** No more than `most` round times between `from` and `until`, in ms since 1970, round in the zone of `format`. */
export function timeTicks(
  [from, until]: readonly [number, number],
  most: number,
  format: TimeFormat,
): TimeTicks {
  const step = STEPS.find((step) => (until - from) / step <= most) ?? STEPS.at(-1)!;
  const offset = step >= HOUR ? zoneOffset(from, format) : 0;
  const first = Math.ceil((from + offset) / step) * step - offset;
  const times = Array.from(
    { length: Math.max(0, Math.floor((until - first) / step) + 1) },
    (_, at) => first + at * step,
  );
  return { times, step };
}

/** How a time on the axis is written: no finer than the step to the next. */
export function tickText(time: number, step: number, { clock, clockWithDay }: TimeFormat): string {
  if (step >= DAY) return clockWithDay(time).slice(5, 10);
  return step >= MINUTE ? clock(time).slice(0, 5) : clock(time);
}

function zoneOffset(time: number, { clockWithDay }: TimeFormat): number {
  const second = Math.floor(time / SECOND) * SECOND;
  return Date.parse(`${clockWithDay(second).replace(" ", "T")}Z`) - second;
}
