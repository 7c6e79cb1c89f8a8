import { type Dialect, encode, joined, MAX_FRAME_CHARACTERS } from "../protocol/codec.ts";
import { encodeControl } from "../protocol/control.ts";
import type { Gap, Position } from "../protocol/position.ts";
import type { Group, Told } from "../group/group.ts";
import type { KeptPublication } from "../record/publication.ts";
import type { Since } from "../record/record.ts";

/** Leaves out what the viewer was sent in another group. */
export type WithoutCopies = (
  publications: readonly KeptPublication[],
  group: string,
) => readonly KeptPublication[];

/** Where a viewer stands in one group; kept up only while its connection is lagging. */
export class Standing {
  readonly #group: Group;
  /** `null` is the beginning of what the record keeps. */
  #position: Position | null;
  #told: Told | null;
  /** Of how many losses it was told. */
  #lossesTold: number;
  /** What the group has said and did not fit. */
  readonly #untold: string[];
  /** Up to which offset it knows what is missing. */
  #gapTold: number;
  /** From where it is being caught up; `null` if there is nothing to tell of that. */
  #resumedFrom: number | null;
  /** Where it had been when it came back; `null` when it was told what it may have lost meanwhile. */
  #returnedTo: Position | null;
  /** Whether it gets all that is kept, since it has come or come back, or only the newest, since it was too slow. */
  #whole = true;
  /** Whether it asked for all of it again, copies of what it got elsewhere included. */
  #again: boolean;

  /** That of a viewer who comes, or comes back to where it had been; `before` it may have stood elsewhere. */
  constructor(
    group: Group,
    position: Position | null,
    { again = false, before }: { again?: boolean; before?: Standing } = {},
  ) {
    this.#group = group;
    this.#position = position;
    this.#told = before?.told ?? null;
    this.#lossesTold = before ? before.#lossesTold : group.losses;
    this.#untold = before ? before.#untold : [];
    // What was lost before somebody came is nothing that they lack.
    this.#gapTold = position ? 0 : group.record.trimmed.offset;
    this.#resumedFrom = position?.offset ?? 0;
    this.#returnedTo = position;
    this.#again = again;
  }

  get position(): Position | null {
    return this.#position;
  }

  /** What it was told of its group besides publications; `null` if nothing. */
  get told(): Told | null {
    return this.#told;
  }

  /** Up to which offset everything was sent. */
  get sentUpTo(): number {
    return this.#position?.epoch === this.#group.record.epoch ? this.#position.offset : 0;
  }

  /** Notes that it was greeted with how fresh the events are, and told nothing else. */
  noteGreeted(): void {
    if (this.#group.greeting(Date.now()).isAll) this.#told = { ...this.#group.told, frames: -1 };
  }

  /** Notes that everything that was delivered went out, up to `offset` if that is less. */
  holdBack(offset: number = Infinity): void {
    const { epoch, offset: delivered } = this.#group.position;
    this.#position = { epoch, offset: Math.min(offset, delivered) };
    this.#told = this.#group.told;
    this.#lossesTold = this.#group.losses;
  }

  /** The frames that bring the viewer up to date; where it stands moves with each of them that is taken. */
  *catchUp(dialect: Dialect, withoutCopies: WithoutCopies): Generator<string> {
    for (let complete = false; !complete;) {
      const from = this.#position;
      const options = { behind: !this.#whole, characters: MAX_FRAME_CHARACTERS };
      const since = this.#group.record.since(from ?? undefined, options);
      if (since.gap && dialect === "v1") yield* this.#tellGap(since.gap);
      if (from && from.offset !== since.position.offset) this.#resumedFrom ??= from.offset;
      yield* dialect === "v1" ? this.#inOne(since, withoutCopies) : this.#oneByOne(since, withoutCopies);
      complete = since.complete;
    }
    this.#whole = false;
    this.#again = false;
    if (dialect === "v1") yield* this.#tellRest();
  }

  *#inOne({ publications, position }: Since, withoutCopies: WithoutCopies): Generator<string> {
    const { name } = this.#group;
    const encoded = encode("v1", name, this.#again ? publications : withoutCopies(publications, name));
    this.#position = position;
    if (encoded.length > 0) yield joined(encoded);
  }

  /** A plain client has a frame a publication, and may be full after each. */
  *#oneByOne({ publications, position }: Since, withoutCopies: WithoutCopies): Generator<string> {
    for (const { offset, text } of withoutCopies(publications, this.#group.name)) {
      this.#position = { epoch: position.epoch, offset };
      yield text;
    }
    this.#position = position;
  }

  /** A catch-up in several steps announces the same gap once. */
  *#tellGap(gap: Gap): Generator<string> {
    if (gap.cause === "trimmed" && gap.to <= this.#gapTold) return;
    this.#gapTold = gap.to;
    this.#resumedFrom = gap.to;
    const { name: group, record: { epoch } } = this.#group;
    yield encodeControl({ type: "$gap", group, ...gap, ...gap.cause === "restarted" && { epoch } });
  }

  /** That it is caught up, also when nothing was lacking, unless it was only lagging; and what the group says. */
  *#tellRest(): Generator<string> {
    const { name } = this.#group;
    const { epoch, offset: to } = this.#position!;
    const from = this.#resumedFrom;
    this.#resumedFrom = null;
    if (from !== null) yield encodeControl({ type: "$resumed", group: name, epoch, from, to });
    this.#untold.push(...this.#group.lostSince(this.#lossesTold, this.#returnedTo));
    this.#lossesTold = this.#group.losses;
    this.#returnedTo = null;
    this.#untold.push(...this.#group.missedSince(this.#told, Date.now()));
    this.#told = this.#group.told;
    for (let text = this.#untold.shift(); text !== undefined; text = this.#untold.shift()) yield text;
  }
}
