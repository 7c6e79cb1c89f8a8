import type { LineStyle } from "./line_style.ts";
import { drawMark } from "./marks.ts";
import type { Surface } from "./surface.ts";
import type { Trace } from "./trace.ts";

/** The marks along a line stand about so far apart, in CSS pixels: who sees no colours tells lines apart by them. */
const MARKS_APART = 150;

/** Draws a line, and where there are several its marks along it. */
export function drawLine(surface: Surface, trace: Trace, style: LineStyle, hasMarks: boolean): void {
  const { context, ratio } = surface;
  context.strokeStyle = context.fillStyle = surface.colour(style.colour);
  context.lineWidth = 1.6 * ratio;
  context.lineJoin = "round";
  context.setLineDash(style.dash.map((length) => length * ratio));
  context.beginPath();
  for (let at = 0; at < trace.size; at++) {
    const [x, y] = [surface.x(trace.timeAt(at)), surface.y(trace.valueAt(at))];
    if (trace.isStart(at)) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
  drawLonely(surface, trace);
  if (hasMarks) drawMarks(surface, trace, style);
}

/** A point that no line leads to or from would not be seen; the last one has the mark of the end. */
function drawLonely(surface: Surface, trace: Trace): void {
  for (let at = 0; at < trace.size - 1; at++) {
    if (!trace.isStart(at) || !trace.isStart(at + 1)) continue;
    drawMark(surface.context, "circle", {
      x: surface.x(trace.timeAt(at)),
      y: surface.y(trace.valueAt(at)),
      radius: 1.6 * surface.ratio,
    });
  }
}

/** Marks stand at fixed times, so that they move with the line. */
function drawMarks(surface: Surface, trace: Trace, { shape }: LineStyle): void {
  const { context, ratio, width, span: { from, until } } = surface;
  const apart = (until - from) * MARKS_APART * ratio / width;
  let next = Math.ceil(from / apart) * apart;
  for (let at = 0; at < trace.size; at++) {
    if (trace.timeAt(at) < next) continue;
    next = Math.ceil((trace.timeAt(at) + 1) / apart) * apart;
    drawMark(context, shape, {
      x: surface.x(trace.timeAt(at)),
      y: surface.y(trace.valueAt(at)),
      radius: 3 * ratio,
    });
  }
}
