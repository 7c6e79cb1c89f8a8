import type { ReactElement } from "react";
import { useFeed } from "../../../client/react.ts";
import { valueAt } from "../../../protocol/message.ts";
import type { FeedWidget } from "../../../protocol/view.ts";
import { matches } from "../../event/where.ts";
import { WidgetCard } from "../widget_card.tsx";

/** The newest messages of the first event, newest first. */
export function Feed({ widget }: { widget: FeedWidget }): ReactElement {
  const lines = useFeed(widget.events[0]!, { keep: 50 }).filter((message) => matches(message, widget.where))
    .reverse();
  return (
    <WidgetCard widget={widget} events={widget.events} empty={lines.length ? null : "Nothing has come yet."}>
      <ul>{lines.map((line, at) => <li key={at}>{String(valueAt(line, widget.text) ?? "–")}</li>)}</ul>
    </WidgetCard>
  );
}
