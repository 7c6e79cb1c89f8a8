/** How many points there is room for at first, and at most. */
const FIRST = 64;
const MOST = 4_096;

/**
 * The points of one line in the order of their times, in typed arrays that grow to a limit. What is too much for it is thinned:
 * of four points the least and the greatest stay, and the newest of all.
 */
export class LinePoints {
  #times = new Float64Array(FIRST);
  #values = new Float64Array(FIRST);
  /** The longest time between two points from the point before to this one, in ms, those that were thinned out included. */
  #waits = new Float64Array(FIRST);
  #start = 0;
  #end = 0;

  get size(): number {
    return this.#end - this.#start;
  }

  /** The time of the point at `index`, in ms since 1970. */
  timeAt(index: number): number {
    return this.#times[this.#start + index]!;
  }

  valueAt(index: number): number {
    return this.#values[this.#start + index]!;
  }

  /** The longest time in which nothing came between the point before and the one at `index`, in ms. */
  waitAt(index: number): number {
    return this.#waits[this.#start + index]!;
  }

  /** The time of the newest point, in ms since 1970; `-Infinity` if there is none. */
  get newest(): number {
    return this.size === 0 ? -Infinity : this.#times[this.#end - 1]!;
  }

  /** Adds a point where its time belongs; it takes the place of one of the same time. */
  push(time: number, value: number): void {
    const index = time > this.newest ? this.size : this.indexAfter(time);
    if (index > 0 && this.timeAt(index - 1) === time) {
      this.#values[this.#start + index - 1] = value;
      return;
    }
    const isLast = index === this.size;
    if (this.#end === this.#times.length) this.#makeRoom();
    const at = this.#start + (isLast ? this.size : this.indexAfter(time));
    this.#times.copyWithin(at + 1, at, this.#end);
    this.#values.copyWithin(at + 1, at, this.#end);
    this.#waits.copyWithin(at + 1, at, this.#end);
    this.#times[at] = time;
    this.#values[at] = value;
    const most = isLast ? Infinity : this.#waits[at + 1]!;
    this.#waits[at] = at === this.#start ? 0 : Math.min(most, time - this.#times[at - 1]!);
    if (!isLast) {
      this.#waits[at + 1] = at === this.#start
        ? this.#times[at + 1]! - time
        : Math.min(most, this.#times[at + 1]! - time);
    }
    this.#end++;
  }

  /** Forgets what is older than `time`, but not the newest of it: a line begins at the edge of what is shown. */
  dropBefore(time: number): void {
    while (this.size > 1 && this.#times[this.#start + 1]! < time) this.#start++;
  }

  /** How many points there are up to `time`: the index of the first one after it. */
  indexAfter(time: number): number {
    let [low, high] = [this.#start, this.#end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low - this.#start;
  }

  #makeRoom(): void {
    const capacity = this.#times.length;
    if (this.#start >= capacity / 2) return this.#moveTo(this.#times, this.#values, this.#waits);
    if (capacity === MOST) return this.#thin();
    const room = () => new Float64Array(capacity * 2);
    this.#moveTo(room(), room(), room());
  }

  #moveTo(
    times: Float64Array<ArrayBuffer>,
    values: Float64Array<ArrayBuffer>,
    waits: Float64Array<ArrayBuffer>,
  ): void {
    times.set(this.#times.subarray(this.#start, this.#end));
    values.set(this.#values.subarray(this.#start, this.#end));
    waits.set(this.#waits.subarray(this.#start, this.#end));
    this.#end -= this.#start;
    this.#start = 0;
    this.#times = times;
    this.#values = values;
    this.#waits = waits;
  }

  #thin(): void {
    let [to, after] = [0, this.#start];
    const keep = (from: number) => {
      this.#copy(from, to++, Math.max(...this.#waits.subarray(after, from + 1)));
      after = from + 1;
    };
    const newest = this.#end - 1;
    for (let from = this.#start; from < newest; from += 4) {
      const [least, greatest] = this.#extremes(from, Math.min(from + 4, newest));
      const [first, second] = [Math.min(least, greatest), Math.max(least, greatest)];
      keep(first);
      if (second !== first) keep(second);
    }
    keep(newest);
    this.#start = 0;
    this.#end = to;
  }

  #copy(from: number, to: number, wait: number): void {
    this.#times[to] = this.#times[from]!;
    this.#values[to] = this.#values[from]!;
    this.#waits[to] = wait;
  }

  #extremes(from: number, to: number): [least: number, greatest: number] {
    let [least, greatest] = [from, from];
    for (let at = from + 1; at < to; at++) {
      if (this.#values[at]! < this.#values[least]!) least = at;
      if (this.#values[at]! >= this.#values[greatest]!) greatest = at;
    }
    return [least, greatest];
  }
}
