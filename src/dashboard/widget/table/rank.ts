import { timeOf, valueText } from "../../event/value_text.ts";

/** What a value is sorted by; `null` stands last, whichever way. */
export type Rank = number | string | null;

const WIDTH = 15;

/** What `value` is sorted by: numbers and times by size, texts as people count: `m2` before `m10`, `é` beside `e`. */
export function rankOf(value: unknown): Rank {
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (typeof value === "boolean") return Number(value);
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "string") return timeOf(value) ?? textRank(value);
  return textRank(valueText(value, { time: String }));
}

/** Negative if `a` stands before `b`. Numbers stand before texts. */
export function compareRanks(a: Rank, b: Rank, isDescending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const isBefore = typeof a === typeof b ? a < b : typeof a === "number";
  return isBefore === isDescending ? 1 : -1;
}

/** Comparing these is a hundred times faster than asking a collator, which matters with 100,000 rows. */
function textRank(text: string): string {
  const plain = text.slice(0, 200).toLowerCase();
  const isAscii = /^[\x20-\x7e]*$/.test(plain);
  const letters = isAscii ? plain : plain.normalize("NFKD").replace(/\p{M}/gu, "");
  return letters.replace(/\d+/g, (digits) => digits.padStart(WIDTH, "0"));
}
