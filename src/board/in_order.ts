/** Does what is asked for under one key one after the other. */
export class InOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does `work` when all that was asked for before it under `key` is done. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work, work);
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}
