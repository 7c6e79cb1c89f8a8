import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactElement,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { FreshnessStatus } from "../../../protocol/control.ts";
import type { Action } from "../../../protocol/view.ts";
import { formatAge } from "../../settings/number_format.ts";
import type { ColumnFacts } from "./column_facts.ts";
import { columnWidths } from "./column_widths.ts";
import { type GridPlace, moveInGrid } from "../grid_keys.ts";
import { TableHead } from "./table_head.tsx";
import type { ShownTable } from "./table_model.ts";
import { TableRow } from "./table_row.tsx";
import type { Row } from "./table_rows.ts";
import type { TableSort } from "./table_sort.ts";

/** How high a row is, in px; on a wall, where people stand further away. */
const ROW = 30;
const WALL_ROW = 44;

/** What a grid shows, and how. */
export interface GridProps {
  readonly label: string;
  readonly columns: readonly ColumnFacts[];
  readonly shown: ShownTable;
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort | null) => void;
  /** The time by the clock that rows have their time of, in ms since 1970. */
  readonly now: number;
  readonly isWall: boolean;
  readonly statusOf: (row: Row) => FreshnessStatus;
  readonly textOf: (row: Row, at: number) => string;
  readonly onOpen: (row: Row) => void;
  /** What may be done about a row, by whoever may. */
  readonly actions: readonly Action[];
}

/** The grid of a table: of any number of rows, only those that one sees are in the page. */
export function TableGrid(props: GridProps): ReactElement {
  const { label, columns, shown, sort, onSort, now, isWall, statusOf, textOf, onOpen, actions } = props;
  const { rows } = shown;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<GridPlace | null>(null);
  const height = isWall ? WALL_ROW : ROW;
  const estimateSize = useCallback(() => height, [height]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    overscan: 6,
    scrollPaddingStart: height,
  });
  useLayoutEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  const isRendered = active !== null && items.some(({ index }) => index === active.row);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== scroller.current || rows.length === 0) return;
    const place = active ?? { row: 0, column: 0 };
    const page = Math.max(1, Math.floor((scroller.current.clientHeight - height) / height) - 1);
    const next = moveInGrid(event, place, { rows: rows.length, columns: columns.length + 1, page });
    if (!next && event.key !== "Enter") return;
    // Otherwise the same Enter would press the button of the dialog that it opens.
    event.preventDefault();
    if (!next) return rows[place.row] && onOpen(rows[place.row]!);
    setActive(next);
    virtual.scrollToIndex(next.row);
  }

  return (
    <div
      ref={scroller}
      className="table-scroller"
      data-wall={isWall || undefined}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + (actions.length > 0 ? 2 : 1)}
      aria-activedescendant={isRendered ? `${id}-${active.row}-${active.column}` : undefined}
      style={columnWidths(columns, actions)}
      onKeyDown={onKeyDown}
      onFocus={({ target }) =>
        target === scroller.current && setActive((now) => now ?? { row: 0, column: 0 })}
    >
      <TableHead
        columns={columns}
        sort={sort}
        isEmpty={shown.total === 0}
        onSort={onSort}
        hasActions={actions.length > 0}
      />
      <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return row && (
            <TableRow
              key={row.id}
              id={`${id}-${index}`}
              row={row}
              message={row.message}
              columns={columns}
              look={shown.look}
              index={index}
              top={start}
              age={formatAge(Math.max(0, now - row.time))}
              status={statusOf(row)}
              textOf={textOf}
              active={active?.row === index ? active.column : -1}
              onOpen={onOpen}
              actions={actions}
            />
          );
        })}
      </div>
    </div>
  );
}
