import { z } from "zod";

/** Units of a duration, in ms. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How long `500ms`, `10s`, `5m`, `24h` or `7d` is, in ms; `null` for another text. */
export function durationOf(text: string): number | null {
  const [, count, unit] = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) ?? [];
  return unit === undefined ? null : Number(count) * UNITS[unit]!;
}

/** The schema of a duration from `min` to `max`, both as they are written. */
export function duration(min: string, max: string): z.ZodString {
  const [from, to] = [durationOf(min)!, durationOf(max)!];
  return z.string().refine((text) => {
    const ms = durationOf(text);
    return ms !== null && ms >= from && ms <= to;
  }).meta({ allowed: `a duration from ${min} to ${max}, such as 10s, 5m, 24h or 7d` });
}
