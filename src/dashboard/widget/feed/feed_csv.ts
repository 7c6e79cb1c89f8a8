import type { CsvValue } from "../../export/csv.ts";
import type { Entry } from "./feed_entries.ts";

/** The entries that a feed shows, in its order; the whole messages are in the last column, as JSON. */
export function feedCsv(entries: readonly Entry[], textOf: (entry: Entry) => string): CsvValue[][] {
  return [
    ["Time", "Event", "Severity", "Text", "Message"],
    ...entries.map((entry) => [
      new Date(entry.time).toISOString(),
      entry.message.type,
      entry.severity,
      textOf(entry),
      JSON.stringify(entry.message),
    ]),
  ];
}
