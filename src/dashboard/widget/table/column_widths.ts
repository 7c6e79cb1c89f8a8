import type { CSSProperties } from "react";
import type { Action } from "../../../protocol/view.ts";
import type { ColumnFacts } from "./column_facts.ts";

/** The narrowest a column is, and an age, in characters; and the room beside the text of a cell, in px. */
const LEAST = 5;
const AGE = 8;
const ROOM = 22;
const MOST_ACTIONS = 22;

/** The widths of all rows of a table, as variables of its style: wide enough for all that has been seen. */
export function columnWidths(columns: readonly ColumnFacts[], actions: readonly Action[]): CSSProperties {
  const widths = [...columns.map(widthOf), AGE, ...actions.length > 0 ? [actionsWidth(actions)] : []];
  const template = widths.map((width) => `minmax(calc(${width}ch + ${ROOM}px), ${width}fr)`).join(" ");
  const sum = widths.reduce((sum, width) => sum + width, 0);
  return {
    "--table-columns": template,
    "--table-width": `calc(${sum}ch + ${widths.length * ROOM}px)`,
  } as CSSProperties;
}

/** There is room for all of them, but for no more than a few: they are not all offered at once. */
function actionsWidth(actions: readonly Action[]): number {
  return Math.min(MOST_ACTIONS, actions.reduce((sum, { title }) => sum + title.length + 4, 0));
}

function widthOf({ width, title, unit = "", isNumeric }: ColumnFacts): number {
  // A shape for its change stands beside a number, an arrow beside the title that it is sorted by.
  return Math.max(LEAST, isNumeric ? width + 2 : width, title.length + unit.length + 2);
}
