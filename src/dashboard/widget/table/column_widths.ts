import type { CSSProperties } from "react";
import type { ColumnFacts } from "./column_facts.ts";

/** The narrowest a column is, and an age, in characters; and the room beside the text of a cell, in px. */
const LEAST = 5;
const AGE = 8;
const ROOM = 22;

/** The widths of all rows of a table, as variables of its style: wide enough for all that has been seen. */
export function columnWidths(columns: readonly ColumnFacts[]): CSSProperties {
  const widths = [...columns.map(widthOf), AGE];
  const template = widths.map((width) => `minmax(calc(${width}ch + ${ROOM}px), ${width}fr)`).join(" ");
  const sum = widths.reduce((sum, width) => sum + width, 0);
  return {
    "--table-columns": template,
    "--table-width": `calc(${sum}ch + ${widths.length * ROOM}px)`,
  } as CSSProperties;
}

function widthOf({ width, title, unit = "", isNumeric }: ColumnFacts): number {
  // A shape for its change stands beside a number, an arrow beside the title that it is sorted by.
  return Math.max(LEAST, isNumeric ? width + 2 : width, title.length + unit.length + 2);
}
