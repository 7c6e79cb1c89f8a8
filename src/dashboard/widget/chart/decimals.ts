/** So many digits of a number are worth showing, and so many of them behind the point. */
const DIGITS = 6;
const MOST = 8;

/** How many digits behind the point `value` needs, but no fewer than `least`, and none that say nothing. */
export function decimalsOf(value: number, least = 0): number {
  const whole = Math.max(1, Math.floor(Math.log10(Math.abs(value) || 1)) + 1);
  const most = Math.min(MOST, Math.max(0, DIGITS - whole));
  let decimals = least;
  while (decimals < most && !isWhole(value * 10 ** decimals)) decimals++;
  return decimals;
}

/** A product of a decimal fraction and a power of ten is hardly ever exact. */
function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
