/** A value in a CSV file; `null` and `undefined` leave the field empty. */
export type CsvValue = string | number | boolean | null | undefined;

/** What a spreadsheet takes for a formula, or for the beginning of one. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * `rows` as CSV (RFC 4180). Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers stay what
 * they are.
 */
export function writeCsv(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** The same as a file. It begins with a mark without which spreadsheets take UTF-8 for something else. */
export function csvFile(rows: readonly (readonly CsvValue[])[]): Blob {
  return new Blob(["\ufeff", writeCsv(rows)], { type: "text/csv;charset=utf-8" });
}

/** A value of a message, as it was published; a nested one as JSON. */
export function csvValue(value: unknown): CsvValue {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : value as CsvValue;
}

function field(value: CsvValue): string {
  if (typeof value !== "string") return String(value ?? "");
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
