import type { Gap, Position } from "../protocol/position.ts";
import { type EventRule, keyOfText } from "./event_rule.ts";
import { Kept } from "./kept.ts";
import type { KeptPublication, Publication } from "./publication.ts";
import { type Dropped, Shelf } from "./shelf.ts";

/** What a viewer at a position lacks, in offset order, where it stands afterwards, and what can no longer be told. */
export interface Since {
  readonly publications: KeptPublication[];
  readonly position: Position;
  readonly gap: Gap | null;
  /** Whether there is no more; otherwise it goes on after `position`. */
  readonly complete: boolean;
}

/** How much a viewer is given at once, and of what. */
export interface SinceOptions {
  /** Whether it reads too slowly: of a series it gets only the newest per key. */
  readonly behind?: boolean;
  /** About how many characters at most, but one publication at least. Default: all. */
  readonly characters?: number;
}

/** The newest publication that a record promised and no longer has: where its knowledge begins. */
export interface Trimmed {
  readonly offset: number;
  readonly time: number;
}

/** About what its place adds to a publication in a frame. */
const POSITION_CHARACTERS = 64;

/** A group's kept publications: numbered by `offset` under an `epoch`, trimmed by the rules of their events. */
export class Record {
  #epoch: string;
  readonly #ruleOf: (event: string) => EventRule;
  readonly #kept = new Kept();
  readonly #shelves = new Map<string, Shelf>();
  readonly #maxKept: number | undefined;
  #offset: number;
  #trimmed: Trimmed;
  /** The offsets of messages that went into other groups as well, by their ids. */
  readonly #copies = new Map<string, number>();

  /** An empty record that has come to `offset`, and has lost what `trimmed` says. */
  constructor(
    epoch: string,
    ruleOf: (event: string) => EventRule,
    { offset = 0, trimmed = { offset: 0, time: 0 }, maxKept }: {
      offset?: number;
      trimmed?: Trimmed;
      maxKept?: number;
    } = {},
  ) {
    this.#epoch = epoch;
    this.#ruleOf = ruleOf;
    this.#offset = offset;
    this.#trimmed = trimmed;
    this.#maxKept = maxKept;
  }

  /** Under which the offsets count. */
  get epoch(): string {
    return this.#epoch;
  }

  /** Where the record has come to. */
  get position(): Position {
    return { epoch: this.epoch, offset: this.#offset };
  }

  /** See {@link Trimmed}. */
  get trimmed(): Trimmed {
    return this.#trimmed;
  }

  /** Forgets everything, and goes on where the record has come to elsewhere. */
  reset(epoch: string, offset: number, trimmed: Trimmed): void {
    this.#epoch = epoch;
    this.#offset = offset;
    this.#trimmed = trimmed;
    this.#kept.clear();
    this.#shelves.clear();
    this.#copies.clear();
  }

  /** Notes that it has come to `offset`, and cannot tell everything up to `trimmed`. */
  advance(offset: number, trimmed: Trimmed): void {
    this.#offset = Math.max(this.#offset, offset);
    if (trimmed.offset > this.#trimmed.offset) this.#trimmed = trimmed;
  }

  /** Appends `publication`; the answer is the offsets that its event's rule now drops. */
  append(publication: KeptPublication): number[] {
    this.#offset = Math.max(this.#offset, publication.offset);
    this.#kept.add(publication);
    if (publication.id !== null) this.#copies.set(publication.id, publication.offset);
    return this.#forget(this.#shelf(publication.event).add(publication));
  }

  /** Appends what was kept elsewhere, under the key that the rule in force gives it; see {@link Record.append}. */
  restore(publication: Omit<KeptPublication, "key">): number[] {
    const key = keyOfText(this.#shelf(publication.event).rule, publication.text);
    return this.append({ ...publication, key });
  }

  /**
   * Takes out the publications with these `offsets`; the answer is those that were there. They are not missing: nobody
   * is told of a gap.
   */
  remove(offsets: readonly number[]): number[] {
    return offsets.filter((offset) => {
      const publication = this.#kept.get(offset);
      if (publication) this.#shelf(publication.event).remove(publication);
      return this.#delete(offset);
    });
  }

  /**
   * Arranges all that is kept by the rules in force at `now` (ms), after they have changed; the answer is the offsets that
   * they drop.
   */
  rearrange(now: number): number[] {
    const kept = this.#kept.clear();
    this.#copies.clear();
    this.#shelves.clear();
    return kept.flatMap((publication) => this.restore(publication)).concat(this.expire(now));
  }

  /** Drops what is older at `now` (ms) than its rule keeps it; the answer is its offsets. */
  expire(now: number): number[] {
    return [...this.#shelves.values()].flatMap((shelf) => this.#forget(shelf.expire(now)));
  }

  /** What a viewer at `position` lacks; all that is kept for a new one (`undefined`). */
  since(position?: Position, { behind = false, characters = Infinity }: SinceOptions = {}): Since {
    const gap = position ? this.#gapAfter(position) : null;
    const known = position && position.epoch === this.epoch && position.offset <= this.#offset;
    const publications: KeptPublication[] = [];
    let room = characters;
    for (const publication of this.#kept.after(known ? position.offset : 0)) {
      if (behind && this.#shelf(publication.event).isSuperseded(publication)) continue;
      if (publications.length > 0 && publication.text.length > room) {
        const { offset } = publications.at(-1)!;
        return { publications, position: { epoch: this.epoch, offset }, gap, complete: false };
      }
      publications.push(publication);
      room -= publication.text.length + POSITION_CHARACTERS;
    }
    return { publications, position: this.position, gap, complete: true };
  }

  /** When the newest that is kept up to `offset` was published, in ms since 1970; `null` if nothing is. */
  timeUpTo(offset: number): number | null {
    return this.#kept.lastUpTo(offset)?.time ?? null;
  }

  /** When the oldest that is kept after `offset` was published, in ms since 1970; `null` if nothing is. */
  timeAfter(offset: number): number | null {
    return this.#kept.after(offset).next().value?.time ?? null;
  }

  /** How many are kept after `offset`. */
  countAfter(offset: number): number {
    return this.#kept.after(offset).reduce((count) => count + 1, 0);
  }

  /** How many are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** All that is kept of `event`, in offset order. */
  of(event: string): KeptPublication[] {
    return [...this.#kept.after(0)].filter((publication) => publication.event === event);
  }

  /** The offset of the message `id`, which went into other groups as well; `undefined` if it is not kept. */
  offsetOfCopy(id: string): number | undefined {
    return this.#copies.get(id);
  }

  /** Whether the publication with this `offset` is kept. */
  has(offset: number): boolean {
    return this.#kept.get(offset) !== undefined;
  }

  #gapAfter(position: Position): Gap | null {
    if (position.epoch !== this.epoch || position.offset > this.#offset) {
      return { from: 1, to: this.#offset, since: null, until: Date.now(), cause: "restarted" };
    }
    if (position.offset >= this.#trimmed.offset) return null;
    const { offset: to, time: until } = this.#trimmed;
    // It cannot begin before the newest that is kept up to there.
    const since = this.timeUpTo(position.offset);
    return { from: position.offset + 1, to, since, until, cause: "trimmed" };
  }

  #shelf(event: string): Shelf {
    const existing = this.#shelves.get(event);
    if (existing) return existing;
    const shelf = new Shelf(this.#ruleOf(event), this.#maxKept);
    this.#shelves.set(event, shelf);
    return shelf;
  }

  /** Whether it was there. */
  #delete(offset: number): boolean {
    const id = this.#kept.get(offset)?.id ?? null;
    if (id !== null) this.#copies.delete(id);
    return this.#kept.delete(offset);
  }

  #forget({ superseded, lost }: Dropped): number[] {
    const offsets = [...superseded, ...lost.map(({ offset }) => offset)];
    for (const offset of offsets) this.#delete(offset);
    for (const { offset, time } of lost) {
      if (offset > this.#trimmed.offset) this.#trimmed = { offset, time };
    }
    return offsets;
  }
}

/** Whether a record keeps `publication`. */
export function isKept(publication: Publication): publication is KeptPublication {
  return publication.offset !== null;
}
