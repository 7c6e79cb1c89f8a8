import type { ControlFrame, EventSummary, FreshnessReport, Person } from "../protocol/control.ts";
import type { JsonObject, Message } from "../protocol/message.ts";
import type { Position, Positions } from "../protocol/position.ts";
import { type Key, keyText, Memory, type Publication } from "./memory.ts";

/** Who the server says that one is. */
export interface BoardIdentity {
  /** `null` if one has not signed in. */
  readonly subject: string | null;
  readonly roles: readonly string[];
}

/** How fresh an event or a key of a group was when the server told it, at `at` (ms since 1970, by the client's clock). */
export type Freshness = FreshnessReport & { readonly group: string; readonly at: number };

type Welcome = ControlFrame & { type: "$welcome" };

/** What is known of one group. */
interface Standing {
  /** The epoch that the server tells under now, and the one that `offset` counts in. */
  told: string | null;
  epoch: string | null;
  offset: number | null;
  people: Map<string, Person>;
  /** Offsets of the inbox that are not acknowledged. */
  waiting: Set<number>;
}

/** What is known of a board, made of the frames that have come. It outlives connections. */
export class BoardState {
  /** Groups that somebody asked to join, beyond those that a connection is given. */
  readonly asked = new Set<string>();
  identity: BoardIdentity | null = null;
  #welcome: Welcome | null = null;
  #memory = new Memory();
  #groups = new Map<string, Standing>();
  /** By event and key, and by group: an event may have as many keys as there are rows in a table. */
  #freshness = new Map<string, Map<string, Freshness>>();
  readonly #isWanted: (group: string) => boolean;

  /** Only what is of groups that `isWanted` accepts can be seen. */
  constructor(isWanted: (group: string) => boolean = () => true) {
    this.#isWanted = isWanted;
  }

  /** Takes one frame of the server; the publication in it, unless that is known already. */
  take(frame: JsonObject): Publication | null {
    const { $group: group, $offset: offset = null, ...message } = frame;
    if (typeof group === "string") {
      return this.#publication({
        message: message as Message,
        place: { group, offset: offset as number | null },
      });
    }
    this.#control(frame as unknown as ControlFrame);
    return null;
  }

  /** The group that is one's own. */
  get inbox(): string {
    return `user_${this.identity?.subject}`;
  }

  /** Where to go on from. */
  get positions(): Positions {
    const positions = new Map<string, Position>();
    for (const [group, { epoch, offset }] of this.#groups) {
      if (epoch && offset !== null) positions.set(group, { epoch, offset });
    }
    return positions;
  }

  /** Whether the connection is, or was, in `group`. */
  has(group: string): boolean {
    return Boolean(this.#groups.get(group)?.told);
  }

  /** What is remembered: of `event`, or of all; of `group`, or of all that can be seen. */
  remembered(event?: string, group?: string): Publication[] {
    return this.#memory.all(group === undefined ? this.#isWanted : (name) => name === group, event);
  }

  /** See {@link BoardClient.all}. */
  all(event: string, key?: Key): Message[] {
    const found = key === undefined
      ? this.#memory.latest(this.#isWanted, event)
      : this.#memory.all(this.#isWanted, event, key);
    return found.map(({ message }) => message);
  }

  /** See {@link BoardClient.latest}. */
  latest(event: string, key?: Key): Message | undefined {
    return this.#memory.newest(this.#isWanted, event, key)?.message;
  }

  /** See {@link BoardClient.freshness}. */
  freshness(event: string, key?: Key): Freshness | undefined {
    const reportsOf = (name: string) =>
      [...this.#freshness.get(name)?.values() ?? []].filter(({ group }) => this.#isWanted(group));
    const ofKey = key === undefined ? [] : reportsOf(keyText(key) + event);
    const candidates = ofKey.length > 0 ? ofKey : reportsOf(event);
    // What was heard of in one group was heard of. From good to bad is also the order of these words.
    return candidates.sort((a, b) => a.status > b.status ? 1 : -1)[0];
  }

  /** See {@link BoardClient.people}. */
  people(group: string): Person[] {
    return [...this.#groups.get(group)?.people.values() ?? []];
  }

  /** See {@link BoardClient.waiting}. */
  get waiting(): number[] {
    return [...this.#groups.get(this.inbox)?.waiting ?? []];
  }

  /** Frames that tell a newcomer all that is known here; none if that is nothing. */
  snapshot(): JsonObject[] {
    if (!this.#welcome) return [];
    const groups = [...this.#groups].filter(([group]) => this.has(group));
    const positions = groups.map(([group, { told, offset }]) => [group, { epoch: told, offset }]);
    const now = Date.now();
    const reports = [...this.#freshness.values()].flatMap((reports) => [...reports.values()]);
    const freshness = reports.map(({ at, age, ...report }) => ({
      ...report,
      age: age === null ? null : age + now - at,
    }));
    return [
      { ...this.#welcome, groups: Object.fromEntries(positions), freshness },
      ...this.#memory.current().map(({ message, place: { group, offset } }) => ({
        $group: group,
        $offset: offset,
        ...message,
      })),
      ...groups.flatMap(([group, { offset, people, waiting }]) => [
        { type: "$presence", group, people: [...people.values()] },
        { type: "$waiting", group, offsets: [...waiting] },
        ...offset === null ? [] : [{ type: "$resumed", group, from: 0, to: offset }],
      ]),
    ];
  }

  /** Forgets everything. */
  clear(): void {
    for (const group of [...this.#groups.keys()]) this.#forget(group);
    this.identity = this.#welcome = null;
  }

  #publication(publication: Publication): Publication | null {
    const { message, place: { group, offset } } = publication;
    if (offset === null) return publication;
    const standing = this.#current(group);
    if (standing.offset !== null && offset <= standing.offset) return null;
    standing.offset = offset;
    const isInbox = group === this.inbox;
    if (isInbox) standing.waiting.add(offset);
    this.#memory.keep(publication, isInbox ? {} : this.#rule(message.type));
    return publication;
  }

  #rule(event: string): EventSummary {
    const { events = {} } = this.#welcome ?? {};
    return (Object.hasOwn(events, event) ? events[event] : events["*"]) ?? {};
  }

  #control(frame: ControlFrame): void {
    switch (frame.type) {
      case "$welcome":
        return this.#welcomed(frame);
      case "$freshness":
        return this.#report(frame);
      case "$reply":
        return this.#replied(frame);
      case "$resumed":
        this.#current(frame.group).offset = frame.to;
        break;
      case "$gap":
        if (frame.epoch) this.#restarted(frame.group, frame.epoch);
        break;
      case "$presence":
        return this.#present(frame);
      case "$waiting":
        this.#standing(frame.group).waiting = new Set(frame.offsets);
        break;
      case "$ack":
        for (const offset of frame.offsets) this.#standing(frame.group).waiting.delete(offset);
    }
  }

  /** Somebody else must not see what was told to the one before, nor anybody what is of a group one has lost. */
  #welcomed(frame: Welcome): void {
    const isOther = this.identity !== null && this.identity.subject !== frame.identity.subject;
    for (const group of this.#groups.keys()) {
      if (isOther || !Object.hasOwn(frame.groups, group)) this.#forget(group);
    }
    this.identity = frame.identity;
    this.#welcome = frame;
    for (const [group, { epoch }] of Object.entries(frame.groups)) this.#joined(group, epoch);
    this.#freshness.clear();
    for (const report of frame.freshness) this.#report(report);
  }

  #replied({ group, epoch, acknowledged }: JsonObject): void {
    if (typeof group !== "string") return;
    if (typeof epoch === "string") this.#joined(group, epoch);
    else if (acknowledged === undefined) this.#forget(group);
  }

  #joined(group: string, epoch: string): void {
    const standing = this.#standing(group);
    standing.told = epoch;
    standing.epoch ??= epoch;
  }

  /** The standing in a group of which something is told: under the epoch of now, also if no gap has said that it is new. */
  #current(group: string): Standing {
    const standing = this.#standing(group);
    return standing.told === standing.epoch ? standing : this.#restarted(group);
  }

  #restarted(group: string, epoch?: string): Standing {
    this.#memory.supersede(group);
    const standing = this.#standing(group);
    standing.epoch = standing.told = epoch ?? standing.told;
    standing.offset = null;
    return standing;
  }

  #present(frame: ControlFrame & { type: "$presence" }): void {
    const standing = this.#standing(frame.group);
    const [come, gone] = "people" in frame ? [frame.people, []] : [frame.joined, frame.left];
    if ("people" in frame) standing.people.clear();
    for (const person of come) standing.people.set(person.subject, person);
    for (const { subject } of gone) standing.people.delete(subject);
  }

  #report(report: FreshnessReport & { group: string }): void {
    const { group, event, key } = report;
    const name = (key ? keyText(key) : "") + event;
    const reports = this.#freshness.get(name) ?? new Map<string, Freshness>();
    this.#freshness.set(name, reports.set(group, { ...report, at: Date.now() }));
  }

  #forget(group: string): void {
    this.#groups.delete(group);
    this.#memory.forget(group);
    this.asked.delete(group);
    for (const reports of this.#freshness.values()) reports.delete(group);
  }

  #standing(group: string): Standing {
    const standing = this.#groups.get(group) ??
      { told: null, epoch: null, offset: null, people: new Map(), waiting: new Set() };
    this.#groups.set(group, standing);
    return standing;
  }
}
