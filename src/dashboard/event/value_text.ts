import { isObject } from "../../protocol/message.ts";
import { formatNumber } from "../settings/number_format.ts";

/** How values are written. */
export interface ValueFormat {
  /** Writes a point in time, in ms since 1970. */
  readonly time: (time: number) => string;
  /** How many digits stand behind the point of a number. */
  readonly decimals?: number | undefined;
}

const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?$/;

/** Words that a program has joined: `in_progress`, `TAKE_PROFIT`. */
const JOINED_WORDS = /^([a-z]+(_[a-z]+)+|[A-Z]+(_[A-Z]+)+)$/;

/** A nested value is written as far as this. */
const MOST = 120;
const DEEPEST = 2;

/** What stands where there is no value. */
export const NOTHING = "–";

/** `value` as a viewer reads it: times by the clock, `in_progress` as words, nested values as far as they fit. */
export function valueText(value: unknown, format: ValueFormat): string {
  const text = written(value, format, 0);
  return typeof value === "object" && text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}

/** The time that an ISO 8601 text names, in ms since 1970; `null` for any other value. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== "string" || value.length > 40 || !ISO_TIME.test(value)) return null;
  const time = Date.parse(value.replace(" ", "T").replace(" ", ""));
  return Number.isNaN(time) ? null : time;
}

/** A name that a program gave, as words: `in progress`, `take profit`. */
export function wordsOf(name: string): string {
  const isJoined = JOINED_WORDS.test(name);
  return isJoined ? name.toLowerCase().replaceAll("_", " ") : name;
}

function written(value: unknown, format: ValueFormat, depth: number): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (typeof value === "number") return numberText(value, format);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") {
    const time = timeOf(value);
    return time === null ? wordsOf(value) : format.time(time);
  }
  if (depth > DEEPEST) return "…";
  const inner = (one: unknown) => written(one, { time: format.time }, depth + 1);
  if (Array.isArray(value)) return listText(value.slice(0, MOST).map(inner));
  if (!isObject(value)) return String(value);
  return listText(
    Object.entries(value).slice(0, MOST).map(([name, one]) => `${nameWords(name)} ${inner(one)}`),
  );
}

/** The name of a field as words. */
export function nameWords(name: string): string {
  return name.replaceAll("_", " ");
}

function numberText(value: number, { decimals }: ValueFormat): string {
  return formatNumber(value, decimals === undefined ? {} : { decimals });
}

function listText(texts: readonly string[]): string {
  return texts.join(", ") || NOTHING;
}
