import type { CSSProperties } from "react";
import type { Action } from "../../../protocol/view.ts";
import type { ColumnFacts } from "./column_facts.ts";

/** The narrowest a column is, and an age, in characters; and the room beside the text of a cell, in px. */
const LEAST = 5;
const AGE = 8;
const ROOM = 22;
const PENDING = 10;

/** The widths of all rows of a table, as variables of its style: wide enough for all that has been seen. */
export function columnWidths(columns: readonly ColumnFacts[], actions: readonly Action[]): CSSProperties {
  const widths = [...columns.map(widthOf), AGE];
  const template = widths.map((width) => `minmax(calc(${width}ch + ${ROOM}px), ${width}fr)`);
  if (actions.length > 0) template.push(`calc(${actionsWidth(actions)}ch + ${ROOM}px)`);
  const sum = widths.reduce((sum, width) => sum + width, actions.length > 0 ? actionsWidth(actions) : 0);
  return {
    "--table-columns": template.join(" "),
    "--table-width": `calc(${sum}ch + ${widths.length * ROOM}px)`,
  } as CSSProperties;
}

/** There is room for the longest and a short one, or for the longest that is pending. */
function actionsWidth(actions: readonly Action[]): number {
  return Math.max(...actions.map(({ title }) => title.length)) + PENDING;
}

function widthOf({ width, title, unit = "", isNumeric }: ColumnFacts): number {
  // A shape for its change stands beside a number, an arrow beside the title that it is sorted by.
  return Math.max(LEAST, isNumeric ? width + 2 : width, title.length + unit.length + 2);
}
