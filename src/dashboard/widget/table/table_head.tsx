import type { ReactElement } from "react";
import type { ColumnFacts } from "./column_facts.ts";
import { AGE, nextSort, type TableSort } from "./table_sort.ts";

/** The heads of the columns, by which a table is sorted. */
export function TableHead(
  { columns, sort, isEmpty, onSort, hasActions }: {
    columns: readonly ColumnFacts[];
    sort: TableSort | null;
    /** Whether there are no rows: then nothing is known of the columns. */
    isEmpty: boolean;
    onSort: (sort: TableSort | null) => void;
    /** Whether rows end with what may be done about them. */
    hasActions: boolean;
  },
): ReactElement {
  const head = { sort, onSort };
  return (
    <div role="rowgroup" className="table-head">
      <div role="row" aria-rowindex={1} className="table-head-row">
        {columns.map((column, at) => (
          <ColumnHead
            key={at}
            {...head}
            index={at}
            path={column.path}
            title={column.title}
            unit={column.unit}
            isNumeric={column.isNumeric}
            isMissing={!isEmpty && !column.isSeen}
          />
        ))}
        <ColumnHead {...head} index={columns.length} path={AGE} title="Age" isNumeric />
        {hasActions && (
          <div role="columnheader" aria-colindex={columns.length + 2} className="table-cell">
            <span className="visually-hidden">Actions</span>
          </div>
        )}
      </div>
    </div>
  );
}

function ColumnHead(
  { path, title, unit, index, isNumeric, isMissing = false, sort, onSort }: {
    path: string;
    title: string;
    unit?: string | undefined;
    index: number;
    isNumeric: boolean;
    /** Whether no message has anything at the path. */
    isMissing?: boolean;
    sort: TableSort | null;
    onSort: (sort: TableSort | null) => void;
  },
): ReactElement {
  const isSorted = sort?.path === path;
  const order = isSorted ? (sort.isDescending ? "descending" : "ascending") : "none";
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={order}
      className={path === AGE ? "table-cell row-age" : "table-cell"}
      data-numeric={isNumeric || undefined}
    >
      <button
        type="button"
        className="sort"
        title={isMissing ? `No message so far has anything at "${path}"` : `Sort by ${title}`}
        onClick={() => onSort(nextSort(sort, path))}
      >
        {isMissing && <span className="column-problem" aria-hidden="true">!</span>}
        <span>{title}</span>
        {unit !== undefined && <span className="unit">{unit}</span>}
        <span className="sort-mark" aria-hidden="true">{isSorted && (sort.isDescending ? "↓" : "↑")}</span>
      </button>
    </div>
  );
}
