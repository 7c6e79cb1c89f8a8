const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000]] as const;

/** How long `ms` is, in its largest whole unit: `now` below a second, then `3 s`, `2 m`, `1 h`, `4 d`. */
export function formatAge(ms: number): string {
  const unit = UNITS.find(([, length]) => ms >= length);
  return unit ? `${Math.floor(ms / unit[1])} ${unit[0]}` : "now";
}

/** The time of day of `date`, as the viewer's clock shows it: `14:05:12`. */
export function formatTime(date: Date): string {
  return date.toLocaleTimeString("en-GB", { hour12: false });
}
