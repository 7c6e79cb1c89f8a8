/** How many digits stand behind the point of a number of which nobody has said so: fewer, the larger it is. */
const FRACTIONS = [[100, 2], [10, 3], [1, 4], [0, 6]] as const;

const AGES = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000]] as const;

const SPANS: Readonly<Record<string, string>> = {
  "1 s": "second",
  "1 m": "minute",
  "1 h": "hour",
  "1 d": "day",
};

/** A narrow space at which no line breaks. */
const THIN = "\u202f";

/** Writes a number with thin spaces in its thousands and a true minus sign: `−1 240.50 USD`. */
export function formatNumber(value: number, written: { decimals?: number; unit?: string } = {}): string {
  const { decimals, unit } = written;
  const text = Number.isFinite(value) ? digits(value, decimals) : "–";
  return unit === undefined ? text : `${text}${THIN}${unit}`;
}

/** How long `ms` is, in its largest whole unit: `now` below a second, then `3 s`, `2 m`, `5 h`, `3 d`. */
export function formatAge(ms: number): string {
  const unit = AGES.find(([, length]) => ms >= length);
  return unit ? `${Math.floor(ms / unit[1])} ${unit[0]}` : "now";
}

/** The same as it is said after `the last`: `minute`, `51 s`. */
export function formatSpan(ms: number): string {
  const text = formatAge(ms);
  return SPANS[text] ?? text;
}

function digits(value: number, decimals: number | undefined): string {
  const size = Math.abs(value);
  if (size >= 1e15) return value.toExponential(3).replace("-", "−");
  const text = decimals === undefined
    ? String(Number(size.toFixed(FRACTIONS.find(([from]) => size >= from)![1])))
    : size.toFixed(decimals);
  const [whole = "", fraction] = text.includes("e") ? [text] : text.split(".");
  const sign = value < 0 && Number(text) !== 0 ? "−" : "";
  const grouped = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole;
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}
