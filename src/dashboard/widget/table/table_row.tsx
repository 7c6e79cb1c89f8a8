import { memo, type ReactElement } from "react";
import type { FreshnessStatus } from "../../../protocol/control.ts";
import type { Message } from "../../../protocol/message.ts";
import type { Action } from "../../../protocol/view.ts";
import { ActionButtons } from "../../action/action_buttons.tsx";
import type { ColumnFacts } from "./column_facts.ts";
import { TableCell } from "./table_cell.tsx";
import type { Row } from "./table_rows.ts";

/** What a row shows. */
export interface RowProps {
  /** The ids of its cells begin with this. */
  readonly id: string;
  readonly row: Row;
  /** That of the row: it is another whenever the row has changed. */
  readonly message: Message;
  readonly columns: readonly ColumnFacts[];
  /** Another number whenever the columns look another way. */
  readonly look: number;
  readonly index: number;
  /** Where it stands, in px. */
  readonly top: number;
  readonly age: string;
  readonly status: FreshnessStatus;
  readonly textOf: (row: Row, at: number) => string;
  /** The column of the cell that keys move; -1 if it is in another row. */
  readonly active: number;
  readonly onOpen: (row: Row) => void;
  readonly actions: readonly Action[];
}

const MARKS = { fresh: "", late: "◷ ", silent: "○ " } as const;

/** A row of a table. */
export const TableRow = memo(function TableRow(props: RowProps): ReactElement {
  const { id, row, message, columns, index, top, age, status, textOf, active, onOpen, actions } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="table-row"
      data-freshness={status}
      data-selected={active >= 0 || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onDoubleClick={() => onOpen(row)}
    >
      {columns.map((column, at) => (
        <TableCell
          key={at}
          id={`${id}-${at}`}
          text={textOf(row, at)}
          value={row.values[at]}
          column={at}
          isNumeric={column.isNumeric}
          isKey={at === 0}
          isActive={at === active}
          show={column.show}
          curve={row.curves.get(at)}
        />
      ))}
      <div
        id={`${id}-${columns.length}`}
        role="gridcell"
        aria-colindex={columns.length + 1}
        className="table-cell row-age"
        data-numeric
        data-active={active === columns.length || undefined}
      >
        <span aria-hidden="true">{MARKS[status]}</span>
        {age}
        {status !== "fresh" && <span className="visually-hidden">, {status}</span>}
      </div>
      {actions.length > 0 && (
        <div role="gridcell" aria-colindex={columns.length + 2} className="table-cell row-actions">
          <ActionButtons
            actions={actions}
            message={message}
            about={columns[0] ? textOf(row, 0) : ""}
          />
        </div>
      )}
    </div>
  );
});
