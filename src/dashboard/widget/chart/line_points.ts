/** How many points there is room for at first, and at most. */
const FIRST = 64;
const MOST = 4_096;

/**
 * The points of one line in the order of their times, in typed arrays that grow to a limit. What is too much for it is thinned:
 * of four points the least and the greatest stay.
 */
export class LinePoints {
  #times = new Float64Array(FIRST);
  #values = new Float64Array(FIRST);
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
    this.#times[at] = time;
    this.#values[at] = value;
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
    if (this.#start >= capacity / 2) return this.#moveTo(this.#times, this.#values);
    if (capacity === MOST) return this.#thin();
    this.#moveTo(new Float64Array(capacity * 2), new Float64Array(capacity * 2));
  }

  #moveTo(times: Float64Array<ArrayBuffer>, values: Float64Array<ArrayBuffer>): void {
    times.set(this.#times.subarray(this.#start, this.#end));
    values.set(this.#values.subarray(this.#start, this.#end));
    this.#end -= this.#start;
    this.#start = 0;
    this.#times = times;
    this.#values = values;
  }

  #thin(): void {
    let to = 0;
    for (let from = this.#start; from < this.#end; from += 4) {
      const [least, greatest] = this.#extremes(from, Math.min(from + 4, this.#end));
      const [first, second] = [Math.min(least, greatest), Math.max(least, greatest)];
      this.#copy(first, to++);
      if (second !== first) this.#copy(second, to++);
    }
    this.#start = 0;
    this.#end = to;
  }

  #copy(from: number, to: number): void {
    this.#times[to] = this.#times[from]!;
    this.#values[to] = this.#values[from]!;
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
