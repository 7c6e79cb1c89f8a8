import { memo, type ReactElement, useLayoutEffect, useRef } from "react";
import { directionOf, Flash } from "./flash.ts";

/** What a cell shows. */
export interface CellProps {
  readonly id: string;
  readonly text: string;
  /** What the text is made of; a nested value is compared by its text. */
  readonly value: unknown;
  readonly column: number;
  readonly isNumeric: boolean;
  readonly isKey: boolean;
  readonly isActive: boolean;
}

/** A cell of a table, which flashes when its value changes. */
export const TableCell = memo(function TableCell(props: CellProps): ReactElement {
  const { id, text, value, column, isNumeric, isKey, isActive } = props;
  const cell = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  const known = typeof value === "object" ? text : value;
  const before = useRef(known);
  const flash = useRef<Flash>(null);
  useLayoutEffect(() => {
    if (Object.is(before.current, known)) return;
    const direction = directionOf(before.current, known);
    before.current = known;
    flash.current ??= new Flash();
    flash.current.show(cell.current!, mark.current, direction);
  }, [known]);
  return (
    <div
      id={id}
      ref={cell}
      role={isKey ? "rowheader" : "gridcell"}
      aria-colindex={column + 1}
      className="table-cell"
      data-numeric={isNumeric || undefined}
      data-active={isActive || undefined}
      title={text.length > 24 ? text : undefined}
    >
      {isNumeric && <span ref={mark} className="change-mark" aria-hidden="true" />}
      <span className="table-text">{text}</span>
    </div>
  );
});
