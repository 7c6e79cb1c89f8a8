import { durationOf } from "../config/duration.ts";
import type { Widget as DeclaredWidget } from "../config/widget.ts";
import type { Widget } from "../protocol/view.ts";

/** The widgets of a declared board as pages get them: durations in ms. */
export function declaredView(declared: readonly DeclaredWidget[]): Widget[] {
  return declared.map(inMs);
}

function inMs(widget: DeclaredWidget): Widget {
  if (widget.widget === "chart") return { ...widget, window: durationOf(widget.window)! };
  if (widget.widget !== "stat") return widget;
  return { ...widget, change: msOf(widget.change), within: msOf(widget.within) };
}

function msOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationOf(text)!;
}
