import { type CsvValue, csvValue } from "../../export/csv.ts";
import type { ColumnFacts } from "./column_facts.ts";
import type { Row } from "./table_rows.ts";

/** The rows that a table shows, in its order, with their columns and when each is from (ISO 8601). */
export function tableCsv(columns: readonly ColumnFacts[], rows: readonly Row[]): CsvValue[][] {
  const heads = columns.map(({ title, unit }) => unit === undefined ? title : `${title} (${unit})`);
  return [
    [...heads, "Time"],
    ...rows.map(({ values, time }) => [...values.map(csvValue), new Date(time).toISOString()]),
  ];
}
