/** Over how long a rate is averaged, in ms. */
const SPAN = 10_000;

/** How often something happens: averaged over about ten seconds, the latest counting most. It needs no timer. */
export class Rate {
  #perMs = 0;
  #noted: number | null = null;

  /** Notes that it happened `count` times at `now` (ms). */
  note(count: number, now: number): void {
    this.#perMs = this.#at(now) + count / SPAN;
    this.#noted = now;
  }

  /** How many times a second, at `now` (ms). */
  perSecond(now: number): number {
    return this.#at(now) * 1000;
  }

  #at(now: number): number {
    if (this.#noted === null) return 0;
    return this.#perMs * Math.exp(-Math.max(0, now - this.#noted) / SPAN);
  }
}
