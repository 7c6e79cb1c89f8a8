import type { LinePoints } from "./line_points.ts";

/** A time of which nothing may be drawn, in ms since 1970; `until` may be `Infinity`. */
export interface Break {
  readonly since: number;
  readonly until: number;
}

/** What of a line is drawn: from `from` to `until` in ms since 1970, on `columns` pixels. */
export interface TraceView {
  readonly from: number;
  readonly until: number;
  readonly columns: number;
  /** Whether a line leads on to the first point after it, if there is one. */
  readonly leadsOn: boolean;
  /** In the order of their beginnings; no two of them meet. */
  readonly breaks: readonly Break[];
  /** No line is drawn between points that are further apart, in ms: their producer was silent. */
  readonly longest: number;
}

/** Of the points of one pixel column the first, the least, the greatest and the last are drawn. */
const PER_COLUMN = 4;

/** The points of a line as they are drawn: no more than there are pixels for, in pieces that no gap lies between. */
export class Trace {
  #times = new Float64Array(0);
  #values = new Float64Array(0);
  #isStart = new Uint8Array(0);
  #size = 0;
  #least = Infinity;
  #greatest = -Infinity;

  get size(): number {
    return this.#size;
  }

  /** The least value that is drawn; `Infinity` if nothing is. */
  get least(): number {
    return this.#least;
  }

  /** The greatest value that is drawn; `-Infinity` if nothing is. */
  get greatest(): number {
    return this.#greatest;
  }

  timeAt(index: number): number {
    return this.#times[index]!;
  }

  valueAt(index: number): number {
    return this.#values[index]!;
  }

  /** Whether no line leads to the point at `index`. */
  isStart(index: number): boolean {
    return this.#isStart[index] === 1;
  }

  /** Takes what `points` look like in `view`, with the last point before it. */
  take(points: LinePoints, { from, until, columns, breaks, leadsOn, longest }: TraceView): void {
    this.#clear(columns);
    const first = Math.max(0, points.indexAfter(from) - 1);
    const end = Math.min(points.size, points.indexAfter(until) + (leadsOn ? 1 : 0));
    const width = (until - from) / columns;
    let nextBreak = 0;
    for (let at = first; at < end;) {
      const column = Math.floor((points.timeAt(at) - from) / width);
      while (nextBreak < breaks.length && at > 0 && breaks[nextBreak]!.until <= points.timeAt(at - 1)) {
        nextBreak++;
      }
      const isApart = (index: number) => {
        const [before, after] = [points.timeAt(index - 1), points.timeAt(index)];
        return points.waitAt(index) > longest || isBroken(before, after, breaks[nextBreak]);
      };
      const isStart = at === first || isApart(at);
      // A column ends where the pixel does, or where a gap begins.
      let next = at + 1;
      while (
        next < end && Math.floor((points.timeAt(next) - from) / width) === column &&
        !isApart(next)
      ) next++;
      this.#column(points, { at, next, isStart });
      at = next;
    }
  }

  #clear(columns: number): void {
    // Gaps make columns of their own: as many more as can be within sight.
    const room = (columns * 2 + 4) * PER_COLUMN;
    if (this.#times.length < room) {
      this.#times = new Float64Array(room);
      this.#values = new Float64Array(room);
      this.#isStart = new Uint8Array(room);
    }
    this.#size = 0;
    this.#least = Infinity;
    this.#greatest = -Infinity;
  }

  /** Draws the points from `at` to before `next`, all of which are on one pixel. */
  #column(points: LinePoints, { at, next, isStart }: { at: number; next: number; isStart: boolean }): void {
    let [least, greatest] = [at, at];
    for (let index = at + 1; index < next; index++) {
      if (points.valueAt(index) < points.valueAt(least)) least = index;
      if (points.valueAt(index) > points.valueAt(greatest)) greatest = index;
    }
    this.#least = Math.min(this.#least, points.valueAt(least));
    this.#greatest = Math.max(this.#greatest, points.valueAt(greatest));
    this.#add(points, at, isStart);
    const [second, third] = least < greatest ? [least, greatest] : [greatest, least];
    if (second > at) this.#add(points, second, false);
    if (third > second) this.#add(points, third, false);
    if (next - 1 > third) this.#add(points, next - 1, false);
  }

  #add(points: LinePoints, index: number, isStart: boolean): void {
    if (this.#size === this.#times.length) return;
    this.#times[this.#size] = points.timeAt(index);
    this.#values[this.#size] = points.valueAt(index);
    this.#isStart[this.#size] = isStart ? 1 : 0;
    this.#size++;
  }
}

/** Whether a gap lies between two points that follow each other, or one of them in it. */
function isBroken(before: number, after: number, gap: Break | undefined): boolean {
  return gap !== undefined && gap.since < after && gap.until > before;
}
