import type { LineStyle } from "./line_style.ts";
import { drawMark } from "./marks.ts";
import type { Surface } from "./surface.ts";

/** The end of a line: its last point in sight, and what stands beside it. */
export interface LineEnd {
  readonly time: number;
  readonly value: number;
  readonly text: string;
  readonly style: LineStyle;
}

/** How high a text at the axis is, in CSS pixels. */
export const TEXT_HEIGHT = 15;

/** Draws a mark at the end of each line, and at the axis its value, where `places` has room for it. */
export function drawEnds(
  surface: Surface,
  ends: readonly LineEnd[],
  places: ReadonlyMap<number, number>,
): void {
  const { context, ratio } = surface;
  for (const { time, value, style } of ends) {
    context.fillStyle = context.strokeStyle = surface.colour(style.colour);
    drawMark(context, style.shape, { x: surface.x(time), y: surface.y(value), radius: 4 * ratio });
  }
  for (const [index, y] of places) drawText(surface, ends[index]!, y);
}

/**
 * Where texts of `height` stand that belong at `wanted` (downwards): in their order and not over each other, as near as can be;
 * of too many the last ones are left out.
 */
export function placesOf(
  wanted: readonly number[],
  height: number,
  { top, height: room }: { top: number; height: number },
): Map<number, number> {
  const most = Math.floor(room / height);
  const order = wanted.map((_, index) => index).slice(0, most).sort((a, b) => wanted[a]! - wanted[b]!);
  const places = order.map((index) => Math.min(Math.max(wanted[index]!, top), top + room));
  for (let at = 1; at < places.length; at++) places[at] = Math.max(places[at]!, places[at - 1]! + height);
  let limit = top + room;
  for (let at = places.length - 1; at >= 0 && places[at]! > limit; at--) {
    places[at] = limit;
    limit -= height;
  }
  return new Map(order.map((index, at) => [index, places[at]!]));
}

function drawText(surface: Surface, { text, style }: LineEnd, y: number): void {
  const { context, ratio } = surface;
  const x = surface.left + surface.width + 8 * ratio;
  context.font = surface.font(11, 600);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = surface.colour(style.colour);
  context.fillText(text, x, y + 0.5 * ratio);
}
