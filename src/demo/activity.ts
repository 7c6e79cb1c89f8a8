/** How busy people are at each hour of a working day, against their busiest hour. */
// deno-fmt-ignore
const ACTIVITY = [
  0.04, 0.03, 0.03, 0.03, 0.04, 0.08, 0.2, 0.45, 0.8, 1, 1, 0.95,
  0.7, 0.85, 1, 0.95, 0.85, 0.6, 0.35, 0.22, 0.15, 0.1, 0.07, 0.05,
];

/** How busy people are at `now`, 0 to 1, without a jump at the full hour. */
export function activityAt(now: Date): number {
  const hour = now.getHours();
  const part = now.getMinutes() / 60;
  return ACTIVITY[hour]! * (1 - part) + ACTIVITY[(hour + 1) % 24]! * part;
}
