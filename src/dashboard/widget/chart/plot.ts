import uPlot from "uplot";
import { formatNumber } from "../../settings/number_format.ts";
import type { TimeFormat } from "../../settings/time_format.ts";
import type { Line } from "./chart_lines.ts";
import { drawEnds, type LineEnd, placesOf, TEXT_HEIGHT } from "./draw_ends.ts";
import { drawGaps } from "./draw_gaps.ts";
import { drawLine } from "./draw_lines.ts";
import type { LineStyle } from "./line_style.ts";
import { Surface, type TimeSpan } from "./surface.ts";
import { tickText, type TimeTicks, timeTicks } from "./time_ticks.ts";
import { type Break, Trace } from "./trace.ts";
import { calmRange, type FixedEnds, gridOf, type ValueRange } from "./value_range.ts";
import { decimalsOf } from "./decimals.ts";

/** A line that is shown, and how. */
export interface ShownLine {
  readonly line: Line;
  readonly style: LineStyle;
}

/** What a chart shows. */
export interface Scene {
  readonly lines: readonly ShownLine[];
  readonly gaps: readonly Break[];
  readonly ends: FixedEnds;
  readonly unit: string | undefined;
  /** How many digits all values have behind the point; `undefined` for what each line needs. */
  readonly decimals: number | undefined;
  readonly time: TimeFormat;
  /** Whether the lines lead on to what comes after. */
  readonly leadsOn: boolean;
  /** A producer that says nothing for longer is silent, in ms. */
  readonly longest: number;
}

/** What of the theme is drawn with. */
const COLOURS = [
  ...["--panel", "--ink", "--mute", "--line", "--late", "--late-soft", "--late-line"],
  ...Array.from({ length: 8 }, (_, at) => `--series-${at + 1}`),
];

/** Two times on the axis are at least so far apart, in CSS pixels. */
const TICKS_APART = 90;

/** Draws scenes: axes, gaps, lines and their ends. */
export class Plot implements Disposable {
  readonly #uplot: uPlot;
  readonly #host: HTMLElement;
  readonly #traces: Trace[] = [];
  #colours: ReadonlyMap<string, string>;
  #scene: Scene;
  #span: TimeSpan;
  #now = 0;
  #range: ValueRange = calmRange(null, [Infinity, -Infinity]);
  #axisWidth = 46;
  #ends: LineEnd[] = [];
  /** Where the values of the ends stand at the axis, in pixels of the canvas. */
  #places: ReadonlyMap<number, number> = new Map();

  constructor(host: HTMLElement, scene: Scene, span: TimeSpan) {
    this.#host = host;
    this.#scene = scene;
    this.#span = span;
    this.#colours = coloursOf(host);
    this.#uplot = new uPlot(this.#options(), [[], []], host);
    this.draw(scene, span, span.until);
  }

  /** The rectangle of the lines, which pointers are over. */
  get over(): HTMLElement {
    return this.#uplot.over;
  }

  get canvas(): HTMLCanvasElement {
    return this.#uplot.ctx.canvas;
  }

  get span(): TimeSpan {
    return this.#span;
  }

  /** Draws what `scene` shows of `span`; `now` is where an unfinished gap ends, in ms since 1970. */
  draw(scene: Scene, span: TimeSpan, now: number): void {
    const isOther = scene.ends !== this.#scene.ends;
    this.#scene = scene;
    this.#span = span;
    this.#now = now;
    this.#range = calmRange(isOther ? null : this.#range, this.#trace(), scene.ends);
    this.#takeEnds();
    const { from: min, until: max } = span;
    this.#uplot.batch(() => this.#uplot.setScale("x", { min, max }));
  }

  /** Takes the size of what it stands in. */
  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (width > 0 && height > 0) this.#uplot.setSize({ width, height });
  }

  /** Takes the colours of the theme. */
  restyle(): void {
    this.#colours = coloursOf(this.#host);
  }

  /** The time at `left` CSS pixels from the left edge of the lines, in ms since 1970. */
  timeAt(left: number): number {
    const { from, until } = this.#span;
    return from + Math.min(1, Math.max(0, left / this.over.clientWidth)) * (until - from);
  }

  /** How a value of `line` is written. */
  text(line: Line, value: number): string {
    return formatNumber(value, { decimals: this.#scene.decimals ?? line.decimals });
  }

  [Symbol.dispose](): void {
    this.#uplot.destroy();
  }

  /** Looks at the lines as far as they are in sight; the least and the greatest value. */
  #trace(): [number, number] {
    const { lines, gaps: breaks, leadsOn, longest } = this.#scene;
    const columns = Math.max(1, Math.round(this.#uplot.bbox.width));
    let [least, greatest] = [Infinity, -Infinity];
    for (const [at, { line }] of lines.entries()) {
      const trace = this.#traces[at] ??= new Trace();
      trace.take(line.points, { ...this.#span, columns, breaks, leadsOn, longest });
      least = Math.min(least, trace.least);
      greatest = Math.max(greatest, trace.greatest);
    }
    return [least, greatest];
  }

  #drawLines(): void {
    const { lines, gaps } = this.#scene;
    const surface = new Surface(this.#uplot, {
      span: this.#span,
      range: this.#range,
      colours: this.#colours,
    });
    surface.within(() => {
      drawGaps(surface, gaps, this.#now);
      for (const [at, { style }] of lines.entries()) {
        drawLine(surface, this.#traces[at]!, style, lines.length > 1);
      }
    });
    surface.context.save();
    drawEnds(surface, this.#ends, this.#places);
    surface.context.restore();
  }

  #takeEnds(): void {
    const surface = this.#surface();
    this.#ends = this.#scene.lines.flatMap((shown) => this.#endOf(shown) ?? []);
    this.#places = placesOf(
      this.#ends.map(({ value }) => surface.y(value)),
      TEXT_HEIGHT * surface.ratio,
      surface,
    );
  }

  #surface(): Surface {
    return new Surface(this.#uplot, { span: this.#span, range: this.#range, colours: this.#colours });
  }

  #endOf({ line, style }: ShownLine): LineEnd | null {
    const { from, until } = this.#span;
    const index = line.points.indexAfter(until) - 1;
    if (index < 0 || line.points.timeAt(index) < from) return null;
    const value = line.points.valueAt(index);
    return { time: line.points.timeAt(index), value, text: this.text(line, value), style };
  }

  #options(): uPlot.Options {
    const colour = (name: string) => () => this.#colours.get(name)!;
    const grid = { stroke: colour("--line"), width: 1 };
    const axis = { stroke: colour("--mute"), font: "11px system-ui, sans-serif", ticks: { show: false } };
    return {
      width: Math.max(100, this.#host.clientWidth),
      height: Math.max(100, this.#host.clientHeight),
      ms: 1,
      pxAlign: false,
      padding: [9, 0, 0, 8],
      legend: { show: false },
      cursor: { show: false },
      series: [{}, { scale: "y", show: false }],
      scales: {
        x: { time: true, range: () => [this.#span.from, this.#span.until] },
        y: { range: () => [this.#range.min, this.#range.max] },
      },
      axes: [
        {
          ...axis,
          size: 24,
          gap: 8,
          grid: { show: false },
          splits: (self) => this.#ticks(self).times,
          values: (self, times) =>
            times.map((time) => tickText(time, this.#ticks(self).step, this.#scene.time)),
        },
        {
          ...axis,
          scale: "y",
          side: 1,
          grid,
          gap: 8,
          size: () => this.#axisSize(),
          splits: () => gridOf(this.#range),
          values: (_, values) => values.map((value) => this.#isCovered(value) ? "" : this.#gridText(value)),
        },
      ],
      hooks: { draw: [() => this.#drawLines()] },
    };
  }

  #ticks({ over }: uPlot): TimeTicks {
    const { from, until } = this.#span;
    return timeTicks([from, until], Math.max(2, over.clientWidth / TICKS_APART), this.#scene.time);
  }

  /** Whether the value of an end stands where that of a line of the grid would. */
  #isCovered(value: number): boolean {
    const surface = this.#surface();
    const y = surface.y(value);
    return this.#places.values().some((place) => Math.abs(place - y) < TEXT_HEIGHT * surface.ratio);
  }

  #gridText(value: number): string {
    return formatNumber(value, { decimals: decimalsOf(this.#range.step) });
  }

  /** The axis becomes wider when a text needs it, and never narrower: lines that move sideways are hard to read. */
  #axisSize(): number {
    const texts = [
      ...gridOf(this.#range).map((value) => this.#gridText(value)),
      ...this.#ends.map(({ text }) => text),
    ];
    const longest = Math.max(...texts.map(({ length }) => length), 0);
    this.#axisWidth = Math.max(this.#axisWidth, Math.ceil(longest * 7) + 14);
    return this.#axisWidth;
  }
}

function coloursOf(host: HTMLElement): ReadonlyMap<string, string> {
  const style = getComputedStyle(host);
  return new Map(COLOURS.map((name) => [name, style.getPropertyValue(name).trim()]));
}
