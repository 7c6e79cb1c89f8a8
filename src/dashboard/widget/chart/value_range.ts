/** What the axis of values reaches over, and the step from one line of its grid to the next. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The ends that a widget fixes. */
export interface FixedEnds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** The grid has about so many lines. */
const LINES = 4;

/** A range of which less is used is too wide. */
const USED = 0.35;

/** The range for values from `least` to `greatest`: that of `before` as long as it will do, so that nothing jumps. */
export function calmRange(
  before: ValueRange | null,
  [least, greatest]: readonly [number, number],
  ends: FixedEnds = {},
): ValueRange {
  if (least > greatest) return before ?? rangeOf(0, 1, ends);
  const low = ends.min ?? least;
  const high = ends.max ?? greatest;
  const fits = before !== null && before.min <= low && before.max >= high;
  const isUsed = fits && (high - low >= (before.max - before.min) * USED || high === low);
  return isUsed ? before : rangeOf(least, greatest, ends);
}

/** The values of the lines of the grid. */
export function gridOf({ min, max, step }: ValueRange): number[] {
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.min(last - first + 1, 50) }, (_, at) => (first + at) * step);
}

function rangeOf(least: number, greatest: number, { min, max }: FixedEnds): ValueRange {
  const low = min ?? Math.min(least, max ?? least);
  const high = max ?? Math.max(greatest, min ?? greatest);
  const room = high > low ? 0 : Math.abs(high) * 0.001 || 0.5;
  const step = niceStep((high - low + 2 * room) / LINES);
  return {
    min: min ?? Math.floor((low - room) / step) * step,
    max: max ?? Math.ceil((high + room) / step) * step,
    step,
  };
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is no smaller than `size`. */
function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= size * (1 - 1e-9))!;
}
