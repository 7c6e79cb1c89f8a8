import type { FeedWidget, TableWidget } from "../../protocol/view.ts";

/** What is missing where a widget has nothing to show. */
export function emptyWords(widget: TableWidget | FeedWidget): string {
  const events = widget.widget === "feed" ? widget.events : [widget.event];
  const where = Object.entries(widget.where ?? {}).map(([path, value]) => `${path} ${value}`);
  const narrowed = where.length > 0 ? ` with ${where.join(" and ")}` : "";
  return `No ${events.join(" or ")}${narrowed} has come yet.`;
}
