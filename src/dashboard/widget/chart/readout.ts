import type { LinePoints } from "./line_points.ts";
import { markPath } from "./marks.ts";
import type { Plot, Scene, ShownLine } from "./plot.ts";
import type { Break } from "./trace.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Beside the crosshair, in CSS pixels. */
const DISTANCE = 12;

/** So much room is left above it, for the button to go on, in CSS pixels. */
const HEAD = 38;

/** The crosshair of a chart, and beside it the time and what all lines were then. Changes elements without React. */
export class Readout implements Disposable {
  readonly #line = element("div", "chart-crosshair");
  readonly #box = element("div", "chart-readout");
  readonly #time = element("p", "chart-readout-time");
  readonly #rows = element("div", "chart-readout-rows");
  readonly #values: HTMLElement[] = [];
  #shown: readonly ShownLine[] = [];

  /** Stands in the rectangle `over` of the lines. */
  constructor(over: HTMLElement) {
    this.#box.append(this.#time, this.#rows);
    // Who cannot see it is told in words.
    this.#box.setAttribute("aria-hidden", "true");
    over.append(this.#line, this.#box);
    this.show(null, null);
  }

  /** Shows what was at `time` (ms since 1970); `null` for nothing. */
  show(time: number, plot: Plot, scene: Scene): void;
  show(time: null, plot: null): void;
  show(time: number | null, plot: Plot | null, scene?: Scene): void {
    const isSeen = time !== null && plot !== null && time >= plot.span.from && time <= plot.span.until;
    this.#line.hidden = this.#box.hidden = !isSeen;
    if (!isSeen || !scene) return;
    if (this.#shown !== scene.lines) this.#makeRows(scene.lines);
    setText(this.#time, timeText(time, scene));
    for (const [at, { line }] of scene.lines.entries()) {
      const value = valueAt(line.points, time, scene.gaps);
      setText(this.#values[at]!, value === null ? "–" : plot.text(line, value));
    }
    this.#place(time, plot);
  }

  [Symbol.dispose](): void {
    this.#line.remove();
    this.#box.remove();
  }

  #makeRows(lines: readonly ShownLine[]): void {
    this.#shown = lines;
    this.#values.length = 0;
    this.#rows.replaceChildren(...lines.flatMap(({ line: { name }, style }) => {
      const value = element("span", "chart-readout-value");
      this.#values.push(value);
      const label = element("span", "chart-readout-name");
      label.textContent = name;
      return [markOf(style), label, value];
    }));
  }

  #place(time: number, plot: Plot): void {
    const { from, until } = plot.span;
    const { clientWidth: width, clientHeight: height } = plot.over;
    const x = (time - from) / (until - from) * width;
    const { offsetWidth, offsetHeight } = this.#box;
    const isRight = x + DISTANCE + offsetWidth <= width;
    const left = isRight ? x + DISTANCE : Math.max(0, x - DISTANCE - offsetWidth);
    this.#line.style.transform = `translateX(${x}px)`;
    this.#box.style.transform = `translate(${left}px, ${Math.max(HEAD, (height - offsetHeight) * 0.55)}px)`;
  }
}

/** What the crosshair at `time` tells, in words. */
export function readoutText(time: number, plot: Plot, scene: Scene): string {
  const values = scene.lines.map(({ line }) => {
    const value = valueAt(line.points, time, scene.gaps);
    return `${line.name} ${value === null ? "nothing" : plot.text(line, value)}`;
  });
  return [timeText(time, scene), ...values].join(", ");
}

/** What a line was at `time`: its last point until then, unless a gap lies between. */
export function valueAt(points: LinePoints, time: number, gaps: readonly Break[]): number | null {
  const index = points.indexAfter(time) - 1;
  if (index < 0) return null;
  const from = points.timeAt(index);
  return gaps.some(({ since, until }) => since < time && until > from) ? null : points.valueAt(index);
}

function timeText(time: number, { time: { clock } }: Scene): string {
  const tenths = Math.floor(time / 100) % 10;
  return `${clock(time)}.${tenths}`;
}

function markOf({ shape, colour }: ShownLine["style"]): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-5 -5 10 10");
  svg.setAttribute("class", "chart-mark");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", markPath(shape));
  path.style.fill = `var(${colour})`;
  svg.append(path);
  return svg;
}

function element(name: string, className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function setText(of: HTMLElement, text: string): void {
  if (of.textContent !== text) of.textContent = text;
}
