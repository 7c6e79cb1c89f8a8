/** A group has got its first viewer, or has been without one for a moment. */
export interface DemandChange {
  readonly group: string;
  /** Whether somebody watches it. */
  readonly watched: boolean;
  /** When, in ms since 1970. */
  readonly time: number;
}

/** Which groups have viewers here, so that producers need not feed the others. */
export class Demand implements Disposable {
  readonly #lingerMs: number;
  readonly #watched = new Set<string>();
  /** Those of them that have lost their last viewer, with the time (`performance.now()`) from which that counts. */
  readonly #lost = new Map<string, number>();
  readonly #listeners = new Set<(change: DemandChange) => void>();
  readonly #end = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A group counts as watched for `lingerMs` after its last viewer: a page is loaded again in less. Default 1_000 (1 s). */
  constructor(lingerMs: number = 1_000) {
    this.#lingerMs = lingerMs;
  }

  /** Aborted when it is disposed: there will be no more to tell. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** The groups that are watched, the longest watched first. */
  get watched(): string[] {
    this.#settle();
    return [...this.#watched];
  }

  /** Tells `listener` every change from now on, until it is disposed. */
  watch(listener: (change: DemandChange) => void): Disposable {
    this.#settle();
    this.#listeners.add(listener);
    this.#schedule();
    return { [Symbol.dispose]: () => this.#unwatch(listener) };
  }

  /** Notes that `group` has got its first viewer. */
  opened(group: string): void {
    if (this.#lost.delete(group)) return;
    this.#watched.add(group);
    this.#tell(group, true);
  }

  /** Notes that `group` has lost its last viewer. */
  closed(group: string): void {
    this.#settle();
    this.#lost.set(group, performance.now() + this.#lingerMs);
    this.#schedule();
  }

  [Symbol.dispose](): void {
    this.#listeners.clear();
    clearTimeout(this.#timer);
    this.#end.abort();
  }

  #unwatch(listener: (change: DemandChange) => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** One timer for the first of all, and none while nobody wants to know. */
  #schedule(): void {
    const [first] = this.#lost.values();
    if (first === undefined || this.#timer !== undefined || this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#settle();
      this.#schedule();
    }, Math.max(0, first - performance.now()));
  }

  /** What has been lost for long enough is not watched. */
  #settle(): void {
    for (const [group, due] of this.#lost) {
      if (due > performance.now()) return;
      this.#lost.delete(group);
      this.#watched.delete(group);
      this.#tell(group, false);
    }
  }

  #tell(group: string, watched: boolean): void {
    const change = { group, watched, time: Date.now() };
    for (const listener of this.#listeners) listener(change);
  }
}
