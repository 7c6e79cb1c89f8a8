const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000], ["ms", 1]] as const;

/** A length of time as addresses have it, such as `5m`, `90s` or ms as a plain number; in ms, `null` for anything else. */
export function parseDuration(text: string | null): number | null {
  const [, count, unit = "ms"] = /^(\d{1,12})(ms|s|m|h|d)?$/.exec(text ?? "") ?? [];
  const ms = Number(count) * (UNITS.find(([name]) => name === unit)?.[1] ?? NaN);
  return ms > 0 ? ms : null;
}

/** How long `ms` is, as {@link parseDuration} reads it: `5m`, `90s`. */
export function writeDuration(ms: number): string {
  const [name, length] = UNITS.find(([, length]) => ms >= length && ms % length === 0) ?? ["ms", 1];
  return `${ms / length}${name}`;
}
