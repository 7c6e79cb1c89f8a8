/** A minute is forgotten in slices of this many ms. */
const SLICE = 10_000;
const SLICES = 6;

/** The shortest time that is told from none, in ms, and how many steps a doubling has. */
const SHORTEST = 0.01;
const STEPS = 8;
const BUCKETS = 200;

/** What there is to say of many times: how many there were, and their percentiles in ms; `null` without any. */
export interface DurationSummary {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** How long something took in the last minute, told apart to within 5 %. Noting a time allocates nothing. */
export class Durations {
  readonly #slices = Array.from({ length: SLICES }, () => new Uint32Array(BUCKETS));
  #newest = 0;

  /** Notes that something took `ms`, at `now` (`performance.now()`). */
  note(ms: number, now: number = performance.now()): void {
    this.#goOn(now);
    const bucket = Math.ceil(Math.log2(Math.max(ms, SHORTEST) / SHORTEST) * STEPS);
    this.#slices[this.#newest % SLICES]![Math.min(bucket, BUCKETS - 1)]!++;
  }

  /** What the last minute was like at `now` (`performance.now()`). */
  summary(now: number = performance.now()): DurationSummary {
    this.#goOn(now);
    const counts = new Uint32Array(BUCKETS);
    let count = 0;
    for (const slice of this.#slices) {
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        counts[bucket]! += slice[bucket]!;
        count += slice[bucket]!;
      }
    }
    const percentile = (part: number) => count === 0 ? null : valueOf(bucketAt(counts, part * count));
    return { count, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
  }

  #goOn(now: number): void {
    const slice = Math.floor(now / SLICE);
    if (slice <= this.#newest) return;
    const from = Math.max(this.#newest + 1, slice - SLICES + 1);
    for (let one = from; one <= slice; one++) this.#slices[one % SLICES]!.fill(0);
    this.#newest = slice;
  }
}

/** The bucket in which the one at `rank`, counted from 1, is found. */
function bucketAt(counts: Uint32Array, rank: number): number {
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    seen += counts[bucket]!;
    if (seen >= rank) return bucket;
  }
  return BUCKETS - 1;
}

/** The middle of what a bucket holds, in ms. */
function valueOf(bucket: number): number {
  return SHORTEST * 2 ** ((bucket - 0.5) / STEPS);
}
