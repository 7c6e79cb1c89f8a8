import type { CsvValue } from "./csv.ts";

/** A value of a message for a CSV file: as it was published, nested ones as JSON. */
export function csvValue(value: unknown): CsvValue {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : value as CsvValue;
}
