import { type Dialect, encode } from "../protocol/codec.ts";
import type { Publication } from "../record/publication.ts";

/** Publications of one group on their way to its members, encoded once for each dialect. */
export class Delivery {
  /** The group's name. */
  readonly group: string;
  readonly publications: readonly Publication[];
  /** Whether one of them is a copy of a message that went into other groups as well. */
  readonly hasCopies: boolean;
  readonly #frames = new Map<Dialect, string[]>();

  constructor(group: string, publications: readonly Publication[]) {
    this.group = group;
    this.publications = publications;
    this.hasCopies = publications.some(({ id }) => id !== null);
  }

  /** The frames for members that speak `dialect`. */
  frames(dialect: Dialect): readonly string[] {
    const known = this.#frames.get(dialect);
    if (known) return known;
    const frames = encode(dialect, this.group, this.publications);
    this.#frames.set(dialect, frames);
    return frames;
  }
}
