import { memo, type ReactElement, useLayoutEffect, useRef } from "react";
import type { CellKind } from "../../../protocol/view.ts";
import { levelOf, shapeOf } from "../feed/grade.ts";
import { Sparkline } from "../sparkline.tsx";
import type { Point } from "../value_series.ts";
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
  readonly show: CellKind;
  /** The last numbers, where they are shown as a curve. */
  readonly curve: readonly Point[] | undefined;
}

/** A cell of a table, which flashes when its value changes. */
export const TableCell = memo(function TableCell(props: CellProps): ReactElement {
  const { id, text, value, column, isNumeric, isKey, isActive, show, curve } = props;
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
      {show === "sparkline" && curve
        ? <Sparkline points={curve} label={`lately, now ${text}`} />
        : <CellText show={show} text={text} value={value} />}
    </div>
  );
});

function CellText({ show, text, value }: Pick<CellProps, "show" | "text" | "value">): ReactElement {
  if (show === "gain" && typeof value === "number" && value !== 0) {
    const isGain = value > 0;
    return (
      <span className={`table-text ${isGain ? "up" : "down"}`}>
        <span aria-hidden="true">{isGain ? "▲" : "▼"}</span> {isGain ? `+${text}` : text}
      </span>
    );
  }
  if (show !== "status" || value === undefined || value === null) {
    return <span className="table-text">{text}</span>;
  }
  const level = levelOf(String(value));
  return (
    <span className="table-text status-chip" data-level={level}>
      <span aria-hidden="true">{shapeOf(level, 0)}</span> {text}
    </span>
  );
}
