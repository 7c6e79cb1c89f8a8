import type { LiveChart } from "./live_chart.ts";
import { drawMark } from "./marks.ts";
import type { Scene } from "./plot.ts";

/** What a picture shows, all sizes in CSS pixels. */
interface Picture {
  readonly canvas: HTMLCanvasElement;
  readonly scene: Scene;
  readonly title: string;
  /** What is in sight, in words. */
  readonly range: string;
}

const [MARGIN, HEAD, ROW] = [16, 52, 20];
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** A PNG of a chart as it stands there, with its title, what is in sight and its legend, in the colours of the theme. */
export async function pngOf(chart: LiveChart): Promise<Blob> {
  const { canvas, scene, title, span: { from, until } } = chart;
  const { clock, clockWithDay, zone } = scene.time;
  const picture = drawPicture({
    canvas,
    scene,
    title,
    range: `${clockWithDay(from)} – ${clock(until)}, ${zone}`,
  });
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, "image/png"));
  if (!blob) throw new Error(`Cannot make a PNG of ${picture.width} x ${picture.height} pixels`);
  return blob;
}

function drawPicture({ canvas: chart, scene, title, range }: Picture): HTMLCanvasElement {
  const ratio = devicePixelRatio;
  const style = getComputedStyle(chart);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  const width = chart.width / ratio;
  const names = placeNames(context, scene, width);
  const top = HEAD + (names.at(-1)?.y ?? 0) + ROW;
  canvas.width = chart.width + 2 * MARGIN * ratio;
  canvas.height = chart.height + (top + MARGIN) * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = colour("--panel");
  context.fillRect(0, 0, canvas.width, canvas.height);
  const write = (text: string, x: number, y: number, font: string, name: string) => {
    context.font = `${font} ${FONT}`;
    context.fillStyle = colour(name);
    context.fillText(text, MARGIN + x, y);
  };
  write(title, 0, 26, "600 15px", "--ink");
  write(range, 0, 44, "12px", "--mute");
  for (const { x, y, text, style } of names) {
    context.fillStyle = context.strokeStyle = colour(style.colour);
    drawMark(context, style.shape, { x: MARGIN + x + 5, y: HEAD + y + 10, radius: 4.5 });
    write(text, x + 16, HEAD + y + 14, "12px", "--ink");
  }
  context.drawImage(chart, MARGIN, top, width, chart.height / ratio);
  return canvas;
}

/** Where the names of the lines stand: in rows that are no wider than `width`. */
function placeNames(context: CanvasRenderingContext2D, { lines }: Scene, width: number) {
  let [x, y] = [0, 0];
  return lines.map(({ line: { name: text }, style }) => {
    context.font = `12px ${FONT}`;
    const wide = context.measureText(text).width + 34;
    if (x > 0 && x + wide > width) [x, y] = [0, y + ROW];
    const place = { x, y, text, style };
    x += wide;
    return place;
  });
}
