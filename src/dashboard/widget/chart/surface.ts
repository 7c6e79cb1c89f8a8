import type { ValueRange } from "./value_range.ts";

/** What is in sight, in ms since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

/** Where a chart is drawn: the rectangle of its lines in pixels of the canvas, and what is where in it. */
export class Surface {
  readonly context: CanvasRenderingContext2D;
  /** How many pixels of the canvas are one of CSS. */
  readonly ratio: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly span: TimeSpan;
  readonly range: ValueRange;
  readonly #colours: ReadonlyMap<string, string>;

  constructor(
    { ctx, bbox }: {
      ctx: CanvasRenderingContext2D;
      bbox: { left: number; top: number; width: number; height: number };
    },
    { span, range, colours }: { span: TimeSpan; range: ValueRange; colours: ReadonlyMap<string, string> },
  ) {
    this.context = ctx;
    this.ratio = devicePixelRatio;
    this.left = bbox.left;
    this.top = bbox.top;
    this.width = bbox.width;
    this.height = bbox.height;
    this.span = span;
    this.range = range;
    this.#colours = colours;
  }

  x(time: number): number {
    const { from, until } = this.span;
    return this.left + (time - from) / (until - from) * this.width;
  }

  y(value: number): number {
    const { min, max } = this.range;
    return this.top + (max - value) / (max - min) * this.height;
  }

  /** The value of a CSS variable of the theme. */
  colour(name: string): string {
    return this.#colours.get(name) ?? "#888";
  }

  font(size: number, weight = 400): string {
    return `${weight} ${
      size * this.ratio
    }px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;
  }

  /** Draws within the rectangle only, and leaves the context as it was. */
  within(draw: () => void): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(this.left, this.top, this.width, this.height);
    context.clip();
    draw();
    context.restore();
  }
}
