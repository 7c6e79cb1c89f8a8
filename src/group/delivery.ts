import { encode, joined, sliced } from "../protocol/codec.ts";
import type { Publication } from "../record/publication.ts";

/** What was published in one turn, by group, in the order of the first publication of each. */
export type Turn = ReadonlyMap<string, readonly Publication[]>;

/** What a position adds to a message, apart from the name of the group. */
const POSITION_CHARACTERS = 40;

/** The publications of one group, encoded once for all members that speak `v1`. */
export class Part {
  readonly group: string;
  readonly publications: readonly Publication[];
  #encoded: readonly string[] | undefined;

  constructor(group: string, publications: readonly Publication[]) {
    this.group = group;
    this.publications = publications;
  }

  /** Whether one of them is a copy of a message that went into other groups as well. */
  get hasCopies(): boolean {
    return this.publications.some(({ id }) => id !== null);
  }

  /** Each publication as it stands in a frame of the `v1` dialect. */
  get encoded(): readonly string[] {
    return this.#encoded ??= encode("v1", this.group, this.publications);
  }
}

/** What goes to a member at once: the parts of one turn, joined once for all members of the same groups. */
export class Delivery {
  readonly parts: readonly Part[];
  readonly hasCopies: boolean;
  readonly #longer = new Map<Part, Delivery>();
  #frame: string | undefined;

  constructor(...parts: readonly Part[]) {
    this.parts = parts;
    this.hasCopies = parts.some((part) => part.hasCopies);
  }

  /** This delivery with `part` at its end: the same one for everybody who asks. */
  with(part: Part): Delivery {
    const known = this.#longer.get(part);
    if (known) return known;
    const longer = new Delivery(...this.parts, part);
    this.#longer.set(part, longer);
    return longer;
  }

  /** Encodes it for members that speak `v1`, who get the same frame unless copies are left out for each. */
  encode(): void {
    if (!this.hasCopies) this.#frame ??= this.frame;
  }

  /** The one frame for members that speak `v1`. */
  get frame(): string {
    return this.#frame ??= joined(this.parts.flatMap(({ encoded }) => encoded));
  }
}

/** Cuts a turn so that what goes to a member at once fits into one frame. */
export function partsOf(turn: Turn): Part[][] {
  const all = [...turn].flatMap(([group, publications]) =>
    publications.map((publication) => ({ group, publication }))
  );
  return sliced(all, ({ group, publication }) => publication.text.length + group.length + POSITION_CHARACTERS)
    .map((slice) =>
      [...Map.groupBy(slice, ({ group }) => group)].map(([group, items]) =>
        new Part(group, items.map(({ publication }) => publication))
      )
    );
}
