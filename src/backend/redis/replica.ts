import type { EventRule } from "../../record/event_rule.ts";
import type { KeptPublication, Publication } from "../../record/publication.ts";
import { isKept, Record } from "../../record/record.ts";
import type { Position } from "../../protocol/position.ts";
import type { Lost } from "../backend.ts";
import type { Known, Loaded } from "./group_scripts.ts";
import type { AcknowledgedMessage, Message, PublishedMessage } from "./stored.ts";

/** What follows for members from something that a replica has taken. */
export interface Effect {
  readonly publications?: readonly Publication[];
  readonly acknowledged?: readonly number[];
  readonly lost?: Lost;
  /** Where the group had been before its numbering began again. */
  readonly restartedFrom?: Position;
  /** The batch that has been taken by it. */
  readonly batch?: string;
}

/** So many characters of messages are held while it is being read what came before them. */
const MOST_HELD_CHARACTERS = 16 * 1024 * 1024;

/** The record of one group as it is in Redis, kept current by what its channel says. */
export class Replica {
  readonly group: string;
  readonly record: Record;
  /** How often it is open. */
  users = 0;
  readonly #ruleOf: (event: string) => EventRule;
  #acknowledgements = 0;
  /** Messages wait here while something before them is missing; `null` while nothing is. */
  #held: Message[] | null = [];
  #heldCharacters = 0;
  #isLoaded = false;

  constructor(group: string, ruleOf: (event: string) => EventRule) {
    this.group = group;
    this.record = new Record("", ruleOf);
    this.#ruleOf = ruleOf;
  }

  /** Whether something is missing, so that it must be loaded. */
  get lacksSomething(): boolean {
    return this.#held !== null;
  }

  /** Whether it has ever been loaded. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** What it has; `null` before the first load. */
  get known(): Known | null {
    if (!this.#isLoaded) return null;
    const { epoch, offset } = this.record.position;
    const time = this.record.has(offset) ? this.record.timeUpTo(offset)! : 0;
    return { epoch, offset, time, acknowledgements: this.#acknowledgements };
  }

  /** Notes that something may be missing. */
  doubt(): void {
    this.#held ??= [];
  }

  /** Takes what its channel says; nothing follows as long as something before it is missing. */
  take(message: Message): Effect | null {
    if (this.#held) {
      this.#hold(message);
      return null;
    }
    if (this.#isNext(message)) return this.#apply(message);
    this.doubt();
    this.#hold(message);
    return null;
  }

  /** Takes what was loaded, and what came meanwhile; {@link Replica.lacksSomething} tells whether that was enough. */
  load(loaded: Loaded): Effect[] {
    const effects = [this.#takeLoaded(loaded)];
    const held = this.#held ?? [];
    this.#held = null;
    this.#heldCharacters = 0;
    for (const message of held) effects.push(this.take(message) ?? {});
    return effects;
  }

  #takeLoaded(loaded: Loaded): Effect {
    const { record } = this;
    const before = record.position;
    const isNew = !this.#isLoaded;
    this.#isLoaded = true;
    if (isNew || before.epoch !== loaded.epoch) {
      this.#replace(loaded);
      return isNew ? {} : { restartedFrom: before };
    }
    const since = record.timeUpTo(before.offset);
    const { trimmed: { offset: to, time: until } } = loaded;
    const acknowledged = loaded.isAll ? this.#removedFrom(loaded) : [];
    if (loaded.isAll) this.#replace(loaded);
    else this.#add(loaded);
    const publications = loaded.publications.filter(({ offset }) => offset > before.offset);
    if (to <= before.offset) return { publications, acknowledged };
    return { publications, acknowledged, lost: { from: before.offset + 1, to, since, until } };
  }

  #replace({ epoch, offset, trimmed, acknowledgements, publications }: Loaded): void {
    this.record.reset(epoch, offset, trimmed);
    for (const publication of publications) this.record.restore(publication);
    this.#acknowledgements = acknowledgements;
  }

  #add({ offset, trimmed, publications }: Loaded): void {
    for (const publication of publications) this.record.restore(publication);
    this.record.advance(offset, trimmed);
  }

  /** What a log has here and not there was acknowledged: what it had to drop is not after the last lost one. */
  #removedFrom({ publications, trimmed }: Loaded): number[] {
    const there = new Set(publications.map(({ offset }) => offset));
    return this.record.since().publications
      .filter(({ offset, key }) => key === null && offset > trimmed.offset && !there.has(offset))
      .map(({ offset }) => offset);
  }

  #isNext(message: Message): boolean {
    if (message.epoch !== this.record.epoch) return false;
    if (message.kind === "acknowledged") return message.count <= this.#acknowledgements + 1;
    return message.first <= this.record.position.offset + 1;
  }

  #apply(message: Message): Effect {
    return message.kind === "published" ? this.#append(message) : this.#remove(message);
  }

  /** What was loaded already is not taken again. */
  #append({ batch, first, publications }: PublishedMessage): Effect {
    const { offset } = this.record.position;
    const isOld = first <= offset;
    const fresh = isOld ? publications.filter((one) => isKept(one) && one.offset > offset) : publications;
    for (const publication of fresh) if (isKept(publication)) this.#keep(publication);
    return { publications: fresh, batch };
  }

  /** The node that published it may go by other rules. */
  #keep(publication: KeptPublication): void {
    const isKeyed = this.#ruleOf(publication.event).key !== undefined;
    if (isKeyed === (publication.key !== null)) this.record.append(publication);
    else this.record.restore(publication);
  }

  #remove({ batch, count, offsets }: AcknowledgedMessage): Effect {
    if (count <= this.#acknowledgements) return { batch };
    this.#acknowledgements = count;
    return { acknowledged: this.record.remove(offsets), batch };
  }

  /** Of too many none is held: they are read instead. */
  #hold(message: Message): void {
    this.#held!.push(message);
    this.#heldCharacters += charactersOf(message);
    if (this.#heldCharacters <= MOST_HELD_CHARACTERS) return;
    this.#held = [];
    this.#heldCharacters = 0;
  }
}

function charactersOf(message: Message): number {
  if (message.kind === "acknowledged") return message.offsets.length * 8;
  return message.publications.reduce((sum, { text }) => sum + text.length, 0);
}
