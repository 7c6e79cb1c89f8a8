import type { Widget } from "../../protocol/view.ts";

/** What `widget` is called in addresses and file names: `open-trades`. */
export function widgetName(widget: Widget): string {
  return slug(widgetTitle(widget)) || widget.widget;
}

/** What stands above `widget`: its title, else its events and what they are narrowed to. */
export function widgetTitle(widget: Widget): string {
  if (widget.title !== undefined) return widget.title;
  if (widget.widget === "text") return "Text";
  const events = widget.widget === "feed" ? widget.events : [widget.event];
  return [...events, ...Object.values(widget.where ?? {})].join(" ");
}

function slug(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}
