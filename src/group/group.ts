import type { ControlFrame, FreshnessReport } from "../protocol/control.ts";
import type { Gap, Position } from "../protocol/position.ts";
import type { Record } from "../record/record.ts";
import type { Part } from "./delivery.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { Freshness, type Promised } from "./freshness.ts";
import { gapOf, type Loss, Losses } from "./losses.ts";
import type { Member, Person } from "./member.ts";
import { Newcomers, packed } from "./newcomers.ts";
import { Presence } from "./presence.ts";
import { Rate } from "./rate.ts";

/** What a group tells its members besides publications. */
export interface GroupTraits {
  /** The events that promise to come regularly. */
  readonly promised: readonly Promised[];
  /** Whether its members see who else is there. */
  readonly presence: boolean;
  /** Whether what it keeps waits to be acknowledged. */
  readonly inbox: boolean;
}

/** Up to where a member has been told what a group says besides publications. */
export interface Told {
  /** Counts how often what the group tells was declared anew. */
  readonly declaration: number;
  readonly frames: number;
  readonly freshness: number;
}

/** So many people fit into a frame, whatever their names. */
const PEOPLE = 500;

/** A named set of members that receive the same publications. */
export class Group implements Disposable {
  readonly name: string;
  readonly record: Record;
  readonly #members = new Set<Member>();
  readonly #elsewhere: Elsewhere | null;
  readonly #losses: Losses;
  readonly #rate = new Rate();
  #traits: GroupTraits;
  #freshness: Freshness;
  #newcomers: Newcomers;
  #presence: Presence | null;
  #position: Position;
  #published: number | null;
  #declaration = 0;
  #frames = 0;

  /** Who is in it on other nodes is not told without `elsewhere`. */
  constructor(
    name: string,
    record: Record,
    traits: GroupTraits,
    { elsewhere = null, losses = new Losses() }: { elsewhere?: Elsewhere | null; losses?: Losses } = {},
  ) {
    this.name = name;
    this.record = record;
    this.#elsewhere = elsewhere;
    this.#losses = losses;
    this.#traits = traits;
    this.#freshness = new Freshness(traits.promised, record, Date.now());
    this.#newcomers = new Newcomers(name, this.#freshness);
    this.#presence = traits.presence ? this.#newPresence() : null;
    this.#position = record.position;
    this.#published = record.timeUpTo(Infinity);
  }

  /** How fresh its events are. */
  get freshness(): Freshness {
    return this.#freshness;
  }

  /** Whether an event of it promises to come regularly. */
  get promises(): boolean {
    return this.#traits.promised.length > 0;
  }

  /** Up to where everything was handed to the members. */
  get position(): Position {
    return this.#position;
  }

  /** When the newest of its publications was published, in ms since 1970; `null` if none is known. */
  get published(): number | null {
    return this.#published;
  }

  /** How many publications there are a second, at `now` (ms since 1970). */
  rate(now: number): number {
    return this.#rate.perSecond(now);
  }

  /** How many members there are. */
  get size(): number {
    return this.#members.size;
  }

  /** Who is in it, in the order of joining. */
  get members(): Iterable<Member> {
    return this.#members;
  }

  /** Up to where its present members have been told what it says. */
  get told(): Told {
    return { declaration: this.#declaration, frames: this.#frames, freshness: this.#freshness.version };
  }

  /** Tells its members from now on what `traits` say; nothing happens if they are as before. */
  adopt(traits: GroupTraits): void {
    if (JSON.stringify(traits) === JSON.stringify(this.#traits)) return;
    const now = Date.now();
    const stale = this.#freshness.report(now).filter(({ status }) => status !== "fresh");
    if (this.#presence && !traits.presence) this.tell({ type: "$presence", group: this.name, people: [] });
    this.#endPresence();
    // What is not promised any more cannot be late; what still is is told again.
    this.tellFreshness(stale.map(({ cause: _, ...report }) => ({ ...report, status: "fresh" })));
    this.#traits = traits;
    this.#declaration++;
    this.#freshness = new Freshness(traits.promised, this.record, Date.now());
    this.#newcomers = new Newcomers(this.name, this.#freshness);
    this.#presence = traits.presence ? this.#newPresence() : null;
    this.#say(this.missedSince(null, Date.now()));
  }

  /** Makes `member` one that receives what is published from now on; whether it was not in yet. */
  add(member: Member): boolean {
    if (this.#members.has(member)) return false;
    this.#members.add(member);
    if (member.person && this.#presence?.join(member.person)) this.#tellOthers(member.person, true);
    return true;
  }

  /** Takes `member` out; whether it was in. */
  remove(member: Member): boolean {
    if (!this.#members.delete(member)) return false;
    if (member.person && this.#presence?.leave(member.person)) this.#tellOthers(member.person, false);
    return true;
  }

  /** Notes that `part` is being handed to the members. */
  moveTo({ publications }: Part): void {
    this.#published = publications.at(-1)!.time;
    this.#rate.note(publications.length, Date.now());
    const offset = publications.findLast((publication) => publication.offset !== null)?.offset;
    if (typeof offset === "number") this.#position = { epoch: this.record.epoch, offset };
  }

  /** Notes that its numbering has begun again after it had come to `before`, and brings every member up to date. */
  beginAgain(before: Position): void {
    this.#position = this.record.position;
    this.#published = this.record.timeUpTo(Infinity);
    for (const member of this.#members) member.setBack(this.name, before);
    this.tellFreshness(this.#freshness.noteAll(this.record, Date.now()));
  }

  /** Says `frame` to every member that understands it. */
  tell(frame: ControlFrame): void {
    this.#frames++;
    this.#say(packed([frame]));
  }

  /** Tells every member of a `loss`; one that is lagging is told when it is caught up. */
  tellLoss(loss: Loss): void {
    this.#say(packed(this.#gapFrames([gapOf(loss, this.record)])));
  }

  /** How many losses there have been. */
  get losses(): number {
    return this.#losses.count;
  }

  /** The frames of what somebody may have lost who was told of the first `told` losses; if it returns, to `position`. */
  lostSince(told: number, position: Position | null): readonly string[] {
    const { name, record } = this;
    const gaps = position
      ? this.#losses.after(position, name, record)
      : this.#losses.since(told, name, record);
    return packed(this.#gapFrames(gaps));
  }

  /** Tells every member what has changed of the freshness. */
  tellFreshness(reports: readonly FreshnessReport[]): void {
    this.#say(packed(reports.map((report) => this.#frameOf(report))));
  }

  /** The frames that a member who has been told up to `told` has missed; all that there is to say for a new one. */
  missedSince(told: Told | null, now: number): readonly string[] {
    if (told?.declaration !== this.#declaration) {
      return [...packed(this.#state()), ...this.#newcomers.frames(now)];
    }
    const state = told.frames === this.#frames ? [] : this.#state();
    const reports = this.#freshness.since(told.freshness, now).map((report) => this.#frameOf(report));
    return packed([...state, ...reports]);
  }

  /** How fresh its events are, for the greeting of a new member, and whether that is all. */
  greeting(now: number): { reports: readonly FreshnessReport[]; isAll: boolean } {
    return this.#newcomers.greeting(now);
  }

  /** Other people are in it on other nodes now. */
  peopleChanged(): void {
    this.#presence?.takeElsewhere(this.#elsewhere?.people(this.name) ?? []);
  }

  [Symbol.dispose](): void {
    this.#endPresence();
  }

  #newPresence(): Presence {
    const presence = new Presence((change) => this.tell({ type: "$presence", group: this.name, ...change }));
    presence.takeElsewhere(this.#elsewhere?.people(this.name) ?? []);
    for (const { person } of this.#members) {
      if (person && presence.join(person)) this.#tellOthers(person, true);
    }
    return presence;
  }

  #endPresence(): void {
    for (const person of this.#presence?.here ?? []) this.#tellOthers(person, false);
    this.#presence?.[Symbol.dispose]();
  }

  #tellOthers(person: Person, isHere: boolean): void {
    this.#elsewhere?.tellPerson(this.name, person, isHere);
  }

  #gapFrames(gaps: readonly Gap[]): ControlFrame[] {
    return gaps.map((gap) => ({ type: "$gap", group: this.name, ...gap }));
  }

  #frameOf(report: FreshnessReport): ControlFrame {
    return { type: "$freshness", group: this.name, ...report };
  }

  #say(texts: readonly string[]): void {
    for (const text of texts) {
      for (const member of this.#members) member.tell(text);
    }
  }

  #state(): ControlFrame[] {
    const frames: ControlFrame[] = [];
    if (this.#presence) frames.push(...this.#whoIsHere(this.#presence.people));
    if (this.#traits.inbox) frames.push({ type: "$waiting", group: this.name, offsets: this.#waiting() });
    return frames;
  }

  /** Of many people in several frames: those of the further ones have joined. */
  #whoIsHere(people: readonly Person[]): ControlFrame[] {
    const { name: group } = this;
    const frames: ControlFrame[] = [{ type: "$presence", group, people: people.slice(0, PEOPLE) }];
    for (let at = PEOPLE; at < people.length; at += PEOPLE) {
      frames.push({ type: "$presence", group, joined: people.slice(at, at + PEOPLE), left: [] });
    }
    return frames;
  }

  #waiting(): number[] {
    return this.record.since().publications.map(({ offset }) => offset);
  }
}
