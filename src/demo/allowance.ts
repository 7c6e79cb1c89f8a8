/**
 * How often something that the server keeps for good may be made: `burst` at once, then one per `every` ms. It bounds
 * what a demo that runs for days leaves in the store.
 */
export class Allowance {
  readonly #burst: number;
  readonly #every: number;
  readonly #now: () => number;
  #left: number;
  #since: number;

  constructor({ burst, every, now = Date.now }: { burst: number; every: number; now?: () => number }) {
    this.#burst = burst;
    this.#every = every;
    this.#now = now;
    this.#left = burst;
    this.#since = now();
  }

  /** Takes one if one is left. */
  take(): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#burst, this.#left + (now - this.#since) / this.#every);
    this.#since = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
