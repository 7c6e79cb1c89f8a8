/** How fine latencies are told apart, in ms. */
const STEP = 0.01;
/** What takes longer counts as this, in ms. */
const LONGEST = 20_000;

/** What {@link Latencies} have come to, in ms. */
export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts latencies in steps of 0.01 ms, however many there are. */
export class Latencies {
  readonly #counts = new Uint32Array(LONGEST / STEP + 1);
  #count = 0;
  #max = 0;

  /** Notes one that took `ms`. */
  note(ms: number): void {
    this.#counts[Math.min(LONGEST, Math.max(0, ms)) / STEP | 0]!++;
    this.#count++;
    this.#max = Math.max(this.#max, ms);
  }

  /** Forgets all of them. */
  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#max = 0;
  }

  /** All of them so far. */
  get summary(): LatencySummary {
    return { count: this.#count, p50: this.#quantile(0.5), p99: this.#quantile(0.99), max: this.#max };
  }

  #quantile(share: number): number {
    let left = this.#count * share;
    const step = this.#counts.findIndex((count) => (left -= count) <= 0);
    return step * STEP;
  }
}

/** The one in the middle; the lower one of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? NaN;
}
