import { formatAge } from "../../settings/number_format.ts";
import type { Surface } from "./surface.ts";
import type { Break } from "./trace.ts";

/** Two strokes of the hatching are so far apart, in CSS pixels. */
const HATCH = 7;

/** Draws what is missing as hatched bands, each with its length; `now` is in ms since 1970. */
export function drawGaps(surface: Surface, gaps: readonly Break[], now: number): void {
  let labelsFrom = surface.left;
  for (const { since, until } of gaps) {
    const from = Math.max(surface.left, surface.x(since));
    const to = Math.min(surface.left + surface.width, surface.x(until));
    if (to <= surface.left || from >= surface.left + surface.width) continue;
    const band = { from, to: Math.max(to, from + 2 * surface.ratio) };
    drawBand(surface, band);
    const length = `gap ${formatAge(Math.min(until, now) - since).replace("now", "< 1 s")}`;
    labelsFrom = drawLabel(surface, { ...band, length, labelsFrom });
  }
}

function drawBand(surface: Surface, { from, to }: { from: number; to: number }): void {
  const { context, top, height, ratio } = surface;
  context.save();
  context.beginPath();
  context.rect(from, top, to - from, height);
  context.clip();
  context.fillStyle = surface.colour("--late-soft");
  context.fillRect(from, top, to - from, height);
  context.strokeStyle = surface.colour("--late-line");
  context.lineWidth = 1.5 * ratio;
  context.setLineDash([]);
  context.beginPath();
  for (let x = from - height; x < to; x += HATCH * ratio) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

/** Writes the length over the band, unless it would cover that of the band before; from where on the next may stand. */
function drawLabel(
  surface: Surface,
  { from, to, length, labelsFrom }: { from: number; to: number; length: string; labelsFrom: number },
): number {
  const { context, ratio } = surface;
  context.font = surface.font(11, 600);
  context.textAlign = "left";
  context.textBaseline = "top";
  const width = context.measureText(length).width;
  const rightmost = surface.left + surface.width - width;
  const x = Math.min(Math.max((from + to - width) / 2, surface.left), rightmost);
  if (x < labelsFrom) return labelsFrom;
  context.fillStyle = surface.colour("--panel");
  context.globalAlpha = 0.8;
  context.fillRect(x - 2 * ratio, surface.top + 2 * ratio, width + 4 * ratio, 15 * ratio);
  context.globalAlpha = 1;
  context.fillStyle = surface.colour("--late");
  context.fillText(length, x, surface.top + 4 * ratio);
  return x + width + 6 * ratio;
}
