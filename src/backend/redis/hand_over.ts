/** How long a publication that is kept waits to be handed on here before it is answered all the same, in ms. */
const PATIENCE = 2000;

interface Waiting {
  readonly groups: Set<string>;
  readonly done: () => void;
}

/** Lets a publication be answered after it was handed on to the members here. */
export class HandOver {
  readonly #waiting = new Map<string, Waiting>();

  /** Resolves when `batch` has arrived in all of `groups`; `forget` if it is not going to. */
  expect(batch: string, groups: Iterable<string>): { readonly done: Promise<void>; forget(): void } {
    const waiting = new Set(groups);
    const { promise, resolve } = Promise.withResolvers<void>();
    if (waiting.size === 0) return { done: Promise.resolve(), forget: () => {} };
    const timer = setTimeout(() => done(), PATIENCE);
    const done = () => {
      clearTimeout(timer);
      this.#waiting.delete(batch);
      resolve();
    };
    this.#waiting.set(batch, { groups: waiting, done });
    return { done: promise, forget: done };
  }

  /** Notes that `batch` was handed on in `group`. */
  arrived(batch: string, group: string): void {
    const waiting = this.#waiting.get(batch);
    if (waiting?.groups.delete(group) && waiting.groups.size === 0) waiting.done();
  }

  /** Notes that `group` was read from Redis: what was not heard is in it. */
  groupLoaded(group: string): void {
    for (const batch of [...this.#waiting.keys()]) this.arrived(batch, group);
  }
}
