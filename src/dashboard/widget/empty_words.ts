import type { Widget } from "../../protocol/view.ts";

/** What is said where a widget has nothing to show: its own words, else which messages are missing. */
export function emptyWords(widget: Exclude<Widget, { widget: "text" }>): string {
  if (widget.empty !== undefined) return widget.empty;
  const events = widget.widget === "feed" ? widget.events : [widget.event];
  const where = Object.entries(widget.where ?? {}).map(([path, value]) => `${path} ${value}`);
  const narrowed = where.length > 0 ? ` with ${where.join(" and ")}` : "";
  return `No ${events.join(" or ")}${narrowed} has come yet.`;
}
