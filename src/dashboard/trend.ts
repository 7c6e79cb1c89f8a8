const WIDTH = 120;
const HEIGHT = 40;
const MOST = 60;

/** The line of the latest scores, oldest left. */
export class Trend {
  readonly #values: number[] = [];
  readonly #svg: Element;

  /** Draws into the `polyline` and the `polygon` of `svg`. */
  constructor(svg: Element) {
    this.#svg = svg;
  }

  /** The value before the latest one. */
  get previous(): number | undefined {
    return this.#values.at(-2);
  }

  /** Adds `value`, and drops the oldest beyond 60. */
  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > MOST) this.#values.shift();
    this.#draw();
  }

  #draw(): void {
    if (this.#values.length < 2) return;
    const line = points(this.#values);
    this.#svg.querySelector("polyline")?.setAttribute("points", line);
    this.#svg.querySelector("polygon")?.setAttribute("points", `0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`);
  }
}

// From 0 to 100 whatever the values are, as far as they fit: a scale that follows them would make small steps look big.
function points(values: number[]): string {
  const low = Math.min(0, ...values);
  const span = Math.max(100, ...values) - low;
  const step = WIDTH / (values.length - 1);
  const y = (value: number) => HEIGHT - ((value - low) / span) * HEIGHT;
  return values.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
}
