import { wordsOf } from "../../event/value_text.ts";
import type { Entry } from "./feed_entries.ts";
import { isGrave } from "./grade.ts";

/** So many are read out; of the others only how many they are. */
const MOST = 3;

/**
 * What somebody who cannot see the feed is told of the new `entries` (oldest first): the grave ones, the newest first; empty if
 * there are none.
 */
export function summariseEntries(entries: readonly Entry[], textOf: (entry: Entry) => string): string {
  const grave = entries.filter(({ severity }) => isGrave(severity)).reverse();
  const told = grave.slice(0, MOST).map((entry) => `${wordsOf(entry.severity!)}: ${textOf(entry)}`);
  const rest = grave.length - told.length;
  return [...told, ...rest > 0 ? [`and ${rest} more`] : []].join(". ");
}
