import type { ReactElement } from "react";
import { useFeed } from "../../../client/react.ts";
import { valueAt } from "../../../protocol/message.ts";
import type { TableWidget } from "../../../protocol/view.ts";
import { matches } from "../../event/where.ts";
import { WidgetCard } from "../widget_card.tsx";

/** The newest messages, a row each. */
export function Table({ widget }: { widget: TableWidget }): ReactElement {
  const rows = useFeed(widget.event, { keep: 50 }).filter((message) => matches(message, widget.where));
  const paths = widget.columns.map((column) => typeof column === "string" ? column : column.value);
  return (
    <WidgetCard
      widget={widget}
      events={[widget.event]}
      empty={rows.length ? null : `No ${widget.event} has come yet.`}
    >
      <table>
        <thead>
          <tr>{paths.map((path) => <th key={path}>{path}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>{paths.map((path) => <td key={path}>{String(valueAt(row, path) ?? "–")}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </WidgetCard>
  );
}
