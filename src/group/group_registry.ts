import type { Records } from "../backend/backend.ts";
import type { Nodes } from "../backend/nodes.ts";
import type { FreshnessReport } from "../protocol/control.ts";
import type { Position } from "../protocol/position.ts";
import type { Record } from "../record/record.ts";
import { Delivery, type Part, partsOf, type Turn } from "./delivery.ts";
import type { Demand } from "./demand.ts";
import { Elsewhere } from "./elsewhere.ts";
import { Freshness, type OverallFreshness } from "./freshness.ts";
import { Group, type GroupTraits } from "./group.ts";
import { type Loss, Losses } from "./losses.ts";
import type { Member } from "./member.ts";
import { Timings } from "./timings.ts";

/** How often it is looked who has not spoken for too long. */
const LOOK = 250;

interface Opened {
  readonly opening: Promise<Group>;
  group: Group | null;
  users: number;
}

/** What a registry works on. */
export interface GroupRegistryParts {
  readonly records: Records;
  readonly demand: Demand;
  readonly nodes: Nodes;
  /** What the group of this name tells its members. */
  traitsOf(name: string): GroupTraits;
  /** Whether what a producer sends to the group of this name comes here and can be kept; it is not to blame otherwise. */
  isBackendWell(name: string): boolean;
  /** Whether `source`, which is outside of Boardcast, publishes to the group of this name. */
  isFedBy(source: string, name: string): boolean;
}

/** The groups that have members here. A group is opened for the first and closed after the last of them. */
export class GroupRegistry implements Disposable {
  /** How long deliveries take. */
  readonly timings: Timings = new Timings();
  readonly #parts: GroupRegistryParts;
  readonly #elsewhere: Elsewhere;
  readonly #losses = new Losses();
  /** Until when a source was not heard the last time, by its name. */
  readonly #lastUnheard = new Map<string, number>();
  /** Those that have viewers on other nodes. */
  readonly #watchedElsewhere = new Set<string>();
  readonly #opened = new Map<string, Opened>();
  /** Those of which an event promises to come regularly. */
  readonly #promising = new Set<Group>();
  #look: ReturnType<typeof setInterval> | undefined;

  constructor(parts: GroupRegistryParts) {
    this.#parts = parts;
    this.#elsewhere = new Elsewhere(parts.nodes);
  }

  /** Makes `member` one of the group `name`. To be undone by {@link GroupRegistry.leave}. */
  async join(name: string, member: Member): Promise<Group> {
    const opened = this.#opened.get(name) ?? this.#open(name);
    opened.users++;
    try {
      const group = await opened.opening;
      // One that joined twice is in it once, and leaves once.
      if (group.add(member)) this.#elsewhere.tellMembers(name, group.size);
      else this.#release(name, opened);
      return group;
    } catch (error) {
      this.#release(name, opened);
      throw error;
    }
  }

  /** Takes `member` out of `group`; nothing happens if it is not in it. */
  leave(group: Group, member: Member): void {
    const opened = this.#opened.get(group.name);
    if (!opened || !group.remove(member)) return;
    this.#elsewhere.tellMembers(group.name, group.size);
    this.#release(group.name, opened);
  }

  /** How many members the group `name` has here. */
  members(name: string): number {
    return this.#opened.get(name)?.group?.size ?? 0;
  }

  /** How many members the group `name` has on all nodes. */
  viewers(name: string): number {
    return this.members(name) + this.#elsewhere.members(name);
  }

  /** The groups that have members on any node, each with how many. */
  get watched(): ReadonlyMap<string, number> {
    const names = new Set([...this.groups.map(({ name }) => name), ...this.#watchedElsewhere]);
    return new Map([...names].map((name) => [name, this.viewers(name)]));
  }

  /** Takes notice of what other nodes tell: see `OnTold`. */
  heard(topic: string, names: readonly string[]): void {
    this.#elsewhere.read(topic, names, {
      onMembers: (group) => this.#watchedElsewhereChanged(group),
      onPeople: (group) => this.group(group)?.peopleChanged(),
      onUnheard: (source) => this.#unheardElsewhere(source),
    });
  }

  /** The group `name`, if it has members here. */
  group(name: string): Group | null {
    return this.#opened.get(name)?.group ?? null;
  }

  /** How fresh the events are of the group `name`, which has this `record`, whether or not it has members here. */
  freshnessOf(name: string, record: Record, now: number): FreshnessReport[] {
    return this.#freshness(name, record, now).report(now);
  }

  /** The same in one word; see {@link GroupRegistry.freshnessOf}. */
  overallFreshnessOf(name: string, record: Record, now: number): OverallFreshness | null {
    return this.#freshness(name, record, now).overall;
  }

  /** The groups that have members here. */
  get groups(): Group[] {
    return [...this.open];
  }

  /** The same, one after the other, the one that was opened first at the beginning. */
  get open(): IteratorObject<Group> {
    return this.#opened.values().map(({ group }) => group).filter((group) => group !== null);
  }

  /** How many groups have members here, or are being opened for one. */
  get size(): number {
    return this.#opened.size;
  }

  /** Hands what was published in one turn to the members here, as much as possible at once. */
  deliver(turn: Turn): void {
    const here = new Map([...turn].filter(([name]) => this.group(name) !== null));
    for (const parts of partsOf(here)) this.#deliverAtOnce(parts);
  }

  /** What groups tell their members may be declared otherwise now. */
  traitsChanged(): void {
    for (const group of this.groups) {
      group.adopt(this.#parts.traitsOf(group.name));
      this.#watch(group);
    }
  }

  /** Tells the members of the group `name` that these of its publications are acknowledged. */
  tellAcknowledged(name: string, offsets: readonly number[]): void {
    this.group(name)?.tell({ type: "$ack", group: name, offsets });
  }

  /** Tells the viewers of all groups that `loss` is about, and those who come back to where they had been before it. */
  announce(loss: Loss): void {
    // First, so that nobody who is told now is told again.
    this.#losses.add(loss);
    for (const group of this.groups) if (loss.isAbout(group.name)) group.tellLoss(loss);
  }

  /** Announces on all nodes that `source`, which is outside of Boardcast, was not heard from `since` to `until`. */
  announceUnheard(source: string, { since, until }: { since: number; until: number }): void {
    this.#lastUnheard.set(source, until);
    this.announce({ isAbout: (group) => this.#parts.isFedBy(source, group), since, until });
    this.#elsewhere.tellUnheard(source, since, until);
  }

  /** The numbering of the group `name`, which had come to `before`, has begun again. */
  restarted(name: string, before: Position): void {
    this.group(name)?.beginAgain(before);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#look);
    for (const group of this.groups) group[Symbol.dispose]();
  }

  #deliverAtOnce(parts: readonly Part[]): void {
    const deliveries = new Map<Member, Delivery>();
    const began = performance.now();
    for (const part of parts) this.#address(part, deliveries);
    for (const [{ dialect }, delivery] of deliveries) if (dialect === "v1") delivery.encode();
    const encoded = performance.now();
    for (const [member, delivery] of deliveries) member.deliver(delivery);
    this.timings.note(parts, { began, encoded, handed: performance.now() });
    for (const { group: name, publications } of parts) {
      const group = this.group(name);
      group?.tellFreshness(group.freshness.note(publications, Date.now()));
    }
  }

  #address(part: Part, deliveries: Map<Member, Delivery>): void {
    const group = this.group(part.group)!;
    const alone = new Delivery(part);
    group.moveTo(part);
    for (const member of group.members) {
      deliveries.set(member, deliveries.get(member)?.with(part) ?? alone);
    }
  }

  #freshness(name: string, record: Record, now: number): Freshness {
    const known = this.group(name)?.freshness;
    if (known) return known;
    const freshness = new Freshness(this.#parts.traitsOf(name).promised, record, now);
    freshness.look(now, this.#causeIn(name));
    return freshness;
  }

  #watchFreshness(now: number): void {
    for (const group of this.#promising) {
      group.tellFreshness(group.freshness.look(now, this.#causeIn(group.name)));
    }
  }

  /** Who is to blame for what is not heard. */
  #causeIn(name: string): "producer" | "backend" {
    return this.#parts.isBackendWell(name) ? "producer" : "backend";
  }

  #open(name: string): Opened {
    const { records, demand } = this.#parts;
    const opened: Opened = {
      opening: records.open(name).then((record) => opened.group = this.#add(name, record)),
      group: null,
      users: 0,
    };
    this.#opened.set(name, opened);
    if (!this.#watchedElsewhere.has(name)) demand.opened(name);
    return opened;
  }

  #add(name: string, record: Record): Group {
    const group = new Group(name, record, this.#parts.traitsOf(name), {
      elsewhere: this.#elsewhere,
      losses: this.#losses,
    });
    this.#watch(group);
    return group;
  }

  /** Looks after the freshness of `group`, if it promises any. */
  #watch(group: Group): void {
    if (!group.promises) return this.#unwatch(group);
    this.#promising.add(group);
    this.#look ??= setInterval(() => this.#watchFreshness(Date.now()), LOOK);
  }

  #unwatch(group: Group): void {
    if (!this.#promising.delete(group) || this.#promising.size > 0) return;
    clearInterval(this.#look);
    this.#look = undefined;
  }

  /** What a node tells may be what was announced already. */
  #unheardElsewhere(source: string): void {
    const unheard = this.#elsewhere.unheard(source);
    if (!unheard || unheard.until <= (this.#lastUnheard.get(source) ?? 0)) return;
    this.#lastUnheard.set(source, unheard.until);
    this.announce({ isAbout: (group) => this.#parts.isFedBy(source, group), ...unheard });
  }

  /** A group is watched while it has viewers anywhere. */
  #watchedElsewhereChanged(name: string): void {
    const isWatched = this.#elsewhere.members(name) > 0;
    if (isWatched === this.#watchedElsewhere.has(name)) return;
    if (isWatched) this.#watchedElsewhere.add(name);
    else this.#watchedElsewhere.delete(name);
    if (this.#opened.has(name)) return;
    if (isWatched) this.#parts.demand.opened(name);
    else this.#parts.demand.closed(name);
  }

  #release(name: string, opened: Opened): void {
    if (--opened.users > 0) return;
    this.#opened.delete(name);
    if (!this.#watchedElsewhere.has(name)) this.#parts.demand.closed(name);
    if (!opened.group) return;
    opened.group[Symbol.dispose]();
    this.#unwatch(opened.group);
    this.#parts.records.close(name);
  }
}
