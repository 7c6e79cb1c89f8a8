import type { Publication } from "../record/publication.ts";

/** Copies of one message arrive in the same turn or catch-up; so many ids are remembered to tell them. */
const MAX_IDS = 4096;

/** The messages that one viewer got in one group and must not get again in another, also when it comes back. */
export class SeenCopies {
  readonly #ids = new Set<string>();

  /** Notes messages by their ids. */
  note(ids: readonly string[]): void {
    for (const id of ids) {
      this.#ids.add(id);
      if (this.#ids.size > MAX_IDS) this.#ids.delete(this.#ids.values().next().value!);
    }
  }

  /** Those of `publications` of which no copy was seen before; they are seen now. */
  takeUnseen<T extends Publication>(publications: readonly T[]): T[] {
    return publications.filter(({ id }) => {
      if (id === null) return true;
      if (this.#ids.has(id)) return false;
      this.note([id]);
      return true;
    });
  }
}
