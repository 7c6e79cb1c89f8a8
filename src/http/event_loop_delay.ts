/** How often it is looked, in ms; what is shorter is not seen, what is longer seems shorter by up to this. */
const INTERVAL = 20;

/**
 * Watches how much later than planned the event loop comes to a timer. Deno's `monitorEventLoopDelay` (node:perf_hooks) does
 * not see a blocked loop.
 */
export class EventLoopDelay implements Disposable {
  readonly #onDelay: (ms: number) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #lookedAt = performance.now();

  /** `onDelay` is told every delay, also that there was none. */
  constructor(onDelay: (ms: number) => void) {
    this.#onDelay = onDelay;
    this.#timer = setInterval(() => this.#look(), INTERVAL);
    // Nothing waits for it.
    Deno.unrefTimer(this.#timer);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    this.#onDelay(Math.max(0, now - this.#lookedAt - INTERVAL));
    this.#lookedAt = now;
  }
}
