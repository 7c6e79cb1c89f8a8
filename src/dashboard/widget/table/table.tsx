import { type ReactElement, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useBoard } from "../../../client/react.ts";
import type { TableWidget } from "../../../protocol/view.ts";
import { mayEver } from "../../action/action_request.ts";
import { useAccount } from "../../api/account.ts";
import { useDescription } from "../../api/boards.ts";
import { useNames } from "../../event/names.ts";
import { useSecond } from "../../event/second.ts";
import { useServerClock } from "../../event/server_clock.ts";
import { timeOf, valueText } from "../../event/value_text.ts";
import { csvFile } from "../../export/csv.ts";
import { useExport } from "../../export/exports.tsx";
import { formatNumber } from "../../settings/number_format.ts";
import { usePageState } from "../../settings/page_state.tsx";
import { useShortTime } from "../../settings/short_time.ts";
import { emptyWords } from "../empty_words.ts";
import { MessageDialog } from "../message_dialog.tsx";
import { SearchField } from "../search_field.tsx";
import { searchText } from "../search_text.ts";
import { WidgetCard } from "../widget_card.tsx";
import { widgetName, widgetTitle } from "../widget_name.ts";
import type { ColumnFacts } from "./column_facts.ts";
import { tableCsv } from "./table_csv.ts";
import { TableGrid } from "./table_grid.tsx";
import { TableModel } from "./table_model.ts";
import type { Row } from "./table_rows.ts";
import { parseSort, writeSort } from "./table_sort.ts";

/** A row per key of an event, or its last messages, sorted and searched as the viewer likes. */
export function Table({ widget }: { widget: TableWidget }): ReactElement {
  const { client } = useBoard();
  const model = useTableModel(widget);
  const shown = useSyncExternalStore(model.subscribe, model.read);
  const page = usePageState();
  const name = widgetName(widget);
  const [opened, setOpened] = useState<Row["message"] | null>(null);
  const textOf = useCellText(model);
  const paths = useMemo(() => model.columns.map(({ path }) => path), [model]);
  const sortText = page.text(`sort.${name}`);
  const sort = useMemo(() => parseSort(sortText, paths), [sortText, paths]);
  const search = page.text(`find.${name}`) ?? "";
  useEffect(() => {
    const rowText = (row: Row) => searchText(model.columns.map((_, at) => textOf(row, at)).join("\n"));
    model.arrange({ sort, search: searchText(search), textOf: rowText });
  }, [model, sort, search, textOf]);
  useEffect(() => model.pause(page.isPaused), [model, page.isPaused]);
  useExport({
    name,
    title: widgetTitle(widget),
    format: "csv",
    file: () => csvFile(tableCsv(model.columns, model.read().rows)),
  });
  const { ahead } = useServerClock();
  const now = useSecond() + ahead;
  useEffect(() => model.expire(now), [model, now]);
  const statusOf = useCallback(
    ({ key }: Row) => key === null ? "fresh" : client.freshness(widget.event, key)?.status ?? "fresh",
    [client, widget],
  );
  const { data: account = null } = useAccount();
  const actions = useMemo(
    () => page.isWall ? [] : (widget.actions ?? []).filter((action) => mayEver(action, account)),
    [widget, account, page.isWall],
  );
  const open = useCallback(({ message }: Row) => setOpened(message), []);
  return (
    <WidgetCard
      widget={widget}
      events={[widget.event, ...widget.also ?? []]}
      controls={!page.isWall && shown.total > 0 && (
        <SearchField
          value={search}
          label={`Search in ${widgetTitle(widget)}`}
          count={search === ""
            ? `${formatNumber(shown.total)} ${shown.total === 1 ? "row" : "rows"}`
            : `${formatNumber(shown.rows.length)} of ${formatNumber(shown.total)}`}
          onChange={(text) => page.setText(`find.${name}`, text || null)}
        />
      )}
      problem={problemOf(model.columns, shown.total)}
      empty={shown.total === 0 ? emptyWords(widget) : null}
    >
      <TableGrid
        label={widgetTitle(widget)}
        columns={model.columns}
        shown={shown}
        sort={sort}
        onSort={(sort) => page.setText(`sort.${name}`, sort && writeSort(sort))}
        now={now}
        isWall={page.isWall}
        statusOf={statusOf}
        textOf={textOf}
        onOpen={open}
        actions={actions}
      />
      {shown.rows.length === 0 && shown.total > 0 && (
        <p className="nothing-found">
          Nothing in {formatNumber(shown.total)} rows matches “{search}”.{" "}
          <button type="button" className="quiet" onClick={() => page.setText(`find.${name}`, null)}>
            Show all
          </button>
        </p>
      )}
      {opened && (
        <MessageDialog
          message={opened}
          title={widgetTitle(widget)}
          onClose={() => setOpened(null)}
        />
      )}
    </WidgetCard>
  );
}

function useTableModel(widget: TableWidget): TableModel {
  const { client } = useBoard();
  const { events } = useDescription();
  const rule = (events[widget.event] ?? events["*"])?.rule;
  const model = useMemo(() => new TableModel(client, widget, rule ?? {}), [client, widget, rule]);
  useEffect(() => model.start(), [model]);
  return model;
}

/** What names a row is not touched: somebody may look for it elsewhere. */
function useCellText({ columns }: TableModel): (row: Row, at: number) => string {
  const time = useShortTime();
  const nameOf = useNames();
  return useCallback(({ values, decimals }, at) => {
    const value = values[at];
    const column = columns[at]!;
    const name = nameOf(column.path, value);
    if (name !== null) return name;
    const isPlain = typeof value === "string" || typeof value === "number";
    if (column.isLabel && isPlain && timeOf(value) === null) return String(value);
    return valueText(value, {
      time,
      decimals: column.isNumeric ? column.decimalsOf(decimals?.[at]) : undefined,
    });
  }, [time, nameOf, columns]);
}

function problemOf(columns: readonly ColumnFacts[], total: number): string | null {
  const missing = columns.filter(({ isSeen }) => !isSeen).map(({ path }) => `"${path}"`);
  return total === 0 || missing.length === 0
    ? null
    : `No message so far has anything at ${missing.join(", ")}.`;
}
