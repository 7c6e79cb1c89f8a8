import assert from "node:assert/strict";
import { within } from "./within.ts";

/** Holds the timers of these waits until they are fired; all others run. */
export class HeldTimers implements Disposable {
  readonly #held = new Map<number, { readonly wait: number; fire(): void }>();
  readonly #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  #wake = Promise.withResolvers<void>();
  #ids = -1;

  constructor(waits: readonly number[]) {
    const { setTimeout, clearTimeout } = this.#real;
    const hold = (fire: () => void, wait = 0, ...rest: unknown[]) => {
      if (!waits.includes(wait)) return setTimeout(fire, wait, ...rest);
      this.#held.set(--this.#ids, { wait, fire });
      this.#wake.resolve();
      return this.#ids;
    };
    const letGo = (id?: number) => void (this.#held.delete(id!) || clearTimeout(id));
    Object.assign(globalThis, { setTimeout: hold, clearTimeout: letGo });
  }

  /** How many are held. */
  get held(): number {
    return this.#held.size;
  }

  /** The wait of the timer that is held, or of the next that is. */
  async next(): Promise<number> {
    if (this.#held.size === 0) {
      this.#wake = Promise.withResolvers();
      await within(this.#wake.promise, "No timer was set");
    }
    assert.equal(this.#held.size, 1);
    return this.#held.values().next().value!.wait;
  }

  /** Runs the timer that is held. */
  fire(): void {
    const [id, { fire }] = this.#held.entries().next().value!;
    this.#held.delete(id);
    fire();
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
  }
}
