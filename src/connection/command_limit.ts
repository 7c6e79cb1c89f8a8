/** How many seconds' worth of commands may come at once. */
const BURST_SECONDS = 2;

/** A token bucket for the commands of one connection. */
export class CommandLimit {
  readonly #perSecond: number;
  #tokens: number;
  #refilledAt: number;

  /** `perSecond` on average; 0 for no limit. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond * BURST_SECONDS;
    this.#refilledAt = now;
  }

  /** Whether one more command is allowed at `now` (ms). */
  take(now: number): boolean {
    if (this.#perSecond === 0) return true;
    const refill = (now - this.#refilledAt) / 1000 * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond * BURST_SECONDS, this.#tokens + refill) - 1;
    this.#refilledAt = now;
    if (this.#tokens >= 0) return true;
    this.#tokens++;
    return false;
  }
}
