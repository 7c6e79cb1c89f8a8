import type { KeptPublication } from "./publication.ts";

/** So many offsets of publications that are gone may stand in the order before it is made anew. */
const SLACK = 64;

/** Publications in the order of their offsets, read from any offset on without a look at those before. */
export class Kept {
  readonly #publications = new Map<number, KeptPublication>();
  /** Their offsets in order, and some of publications that are gone. */
  #order: number[] = [];

  get size(): number {
    return this.#publications.size;
  }

  /** The publication with this `offset`. */
  get(offset: number): KeptPublication | undefined {
    return this.#publications.get(offset);
  }

  /** Adds `publication`, whose offset is higher than all before. */
  add(publication: KeptPublication): void {
    this.#publications.set(publication.offset, publication);
    this.#order.push(publication.offset);
  }

  /** Takes out the publication with this `offset`; whether it was there. */
  delete(offset: number): boolean {
    const wasThere = this.#publications.delete(offset);
    if (this.#order.length > 2 * this.size + SLACK) this.#order = [...this.#publications.keys()];
    return wasThere;
  }

  /** Takes out everything; the answer is what was there. */
  clear(): KeptPublication[] {
    const all = [...this.#publications.values()];
    this.#publications.clear();
    this.#order = [];
    return all;
  }

  /** Those after `offset`, in order. */
  *after(offset: number): Generator<KeptPublication> {
    for (let at = this.#placeAfter(offset); at < this.#order.length; at++) {
      const publication = this.#publications.get(this.#order[at]!);
      if (publication) yield publication;
    }
  }

  /** The last one up to `offset`. */
  lastUpTo(offset: number): KeptPublication | undefined {
    for (let at = this.#placeAfter(offset) - 1; at >= 0; at--) {
      const publication = this.#publications.get(this.#order[at]!);
      if (publication) return publication;
    }
  }

  /** Where in the order the first offset above `offset` stands. */
  #placeAfter(offset: number): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#order[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
