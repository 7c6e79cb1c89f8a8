/** A lagging connection as the watch sees it. */
export interface Lagging {
  readonly waitingBytes: number;
  readonly lagging: boolean;
  /** Whether there is room in the socket again. */
  readonly drained: boolean;
  catchUp(): void;
  /** It made no progress for too long. */
  giveUp(): void;
}

/** Since when a connection is lagging, and when it last read something, in ms since 1970. */
export interface Lag {
  readonly since: number;
  readonly progressAt: number;
}

interface Watched extends Lag {
  bytes: number;
  progressAt: number;
}

/** How often lagging connections are looked at: there is no event for a socket that has drained. */
const INTERVAL = 5;

/** For how long at once, in ms. */
const BUDGET = 8;

/** Looks at lagging connections only: catches up those that have drained, gives up those that do not move. */
export class LagWatch implements Disposable {
  readonly #slowMs: number;
  readonly #watched = new Map<Lagging, Watched>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(slowMs: number) {
    this.#slowMs = slowMs;
  }

  /** How many connections are lagging. */
  get size(): number {
    return this.#watched.size;
  }

  /** How it stands with `lagging`; `null` if it is not watched. */
  about(lagging: Lagging): Lag | null {
    return this.#watched.get(lagging) ?? null;
  }

  /** Begins to watch `lagging`, until it is caught up or given up. */
  add(lagging: Lagging): void {
    if (this.#watched.has(lagging)) return;
    const now = Date.now();
    this.#watched.set(lagging, { bytes: lagging.waitingBytes, since: now, progressAt: now });
    this.#timer ??= setInterval(() => this.#look(), INTERVAL);
  }

  /** Stops watching `lagging`. */
  remove(lagging: Lagging): void {
    this.#watched.delete(lagging);
    if (this.#watched.size === 0) this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Many who catch up at once take turns, so that nobody else waits for them. */
  #look(): void {
    const end = performance.now() + BUDGET;
    for (const [lagging, watched] of [...this.#watched]) {
      if (performance.now() > end) return;
      if (!this.#watched.has(lagging)) continue;
      // Those who have not had their turn come first the next time.
      this.#watched.delete(lagging);
      this.#watched.set(lagging, watched);
      const { waitingBytes } = lagging;
      if (waitingBytes !== watched.bytes) watched.progressAt = Date.now();
      watched.bytes = waitingBytes;
      if (lagging.drained) lagging.catchUp();
      else if (Date.now() - watched.progressAt > this.#slowMs) lagging.giveUp();
      if (!lagging.lagging) this.remove(lagging);
    }
  }
}
