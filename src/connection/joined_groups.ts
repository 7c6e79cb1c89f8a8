import type { Identity } from "../auth/identity.ts";
import type { BoardCatalog } from "../board/board_catalog.ts";
import type { Group } from "../group/group.ts";
import type { GroupRegistry } from "../group/group_registry.ts";
import type { Member } from "../group/member.ts";
import type { ControlFrame } from "../protocol/control.ts";
import type { Position, Positions } from "../protocol/position.ts";
import type { Record as GroupRecord } from "../record/record.ts";
import { notAllowed, tooManyGroups } from "./control.ts";
import { joinableGroup } from "./joinable.ts";
import type { Outbox } from "./outbox.ts";

/** What the groups of a connection depend on. */
export interface JoinedGroupsParts {
  readonly board: string;
  readonly groups: GroupRegistry;
  readonly catalog: BoardCatalog;
  readonly outbox: Outbox;
  readonly maxGroups: number;
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
}

/** The groups that one connection is in: those that it is given, and those that it asks for. */
export class JoinedGroups {
  readonly #member: Member;
  readonly #parts: JoinedGroupsParts;
  readonly #joined = new Map<string, Group>();
  #given: ReadonlySet<string> = new Set();

  constructor(member: Member, parts: JoinedGroupsParts) {
    this.#member = member;
    this.#parts = parts;
  }

  /** The names of those that it is given. */
  get given(): ReadonlySet<string> {
    return this.#given;
  }

  /** All of them. */
  get all(): Group[] {
    return [...this.#joined.values()];
  }

  /** Whether the group `name` is among them. */
  has(name: string): boolean {
    return this.#joined.has(name);
  }

  /** Joins the groups that the connection is given, each from where it had been; they do not count against the limit. */
  async joinGiven(names: Iterable<string>, positions: Positions = new Map()): Promise<void> {
    this.#given = new Set(names);
    for (const name of this.#given) await this.join(name, positions.get(name));
  }

  /** Joins a group; its record, or `null` if there are as many as there may be. */
  async join(name: string, position?: Position): Promise<GroupRecord | null> {
    const known = this.#joined.get(name);
    if (known) return known.record;
    const { groups, maxGroups, signal, outbox } = this.#parts;
    if (!this.#given.has(name) && this.#joined.size - this.#given.size >= maxGroups) return null;
    const group = await groups.join(name, this.#member);
    if (signal.aborted) {
      groups.leave(group, this.#member);
      return group.record;
    }
    this.#joined.set(name, group);
    // A plain client is sent what is published from now on, one of our own first what the record keeps.
    outbox.follow(group, this.#member.dialect === "plain" ? group.position : position ?? null);
    return group.record;
  }

  /** Goes on from `positions`, in groups that the identity may be in; what is refused. */
  async goBackTo(positions: Positions): Promise<ControlFrame[]> {
    for (const [name, group] of this.#joined) {
      const position = positions.get(name);
      if (position) this.#parts.outbox.goBackTo(group, position);
    }
    return await this.#joinEach(positions.keys(), positions);
  }

  /** Goes on from `position` in the group `name`; while it is lagging it finds out by itself that numbering began again. */
  setBack(name: string, position: Position): void {
    const group = this.#joined.get(name);
    if (group && !this.#parts.outbox.lagging) this.#parts.outbox.goBackTo(group, position);
  }

  /** Joins further groups if `identity` may; what is refused. */
  async ask(
    names: readonly string[],
    identity: Identity | null,
    positions: Positions,
  ): Promise<ControlFrame[]> {
    if (names.length > this.#parts.maxGroups) return [tooManyGroups(names.slice(0, 1))];
    const allowed = await this.#joinable(names, identity);
    const refused = names.filter((_name, at) => allowed[at] === null);
    const full = await this.#joinEach(allowed.filter((name) => name !== null), positions);
    return refused.length === 0 ? full : [notAllowed(refused), ...full];
  }

  /** Whether `identity` may stay in all the groups that the connection asked for. */
  async mayStay(identity: Identity | null): Promise<boolean> {
    const further = [...this.#joined.keys()].filter((name) => !this.#given.has(name));
    return !(await this.#joinable(further, identity)).includes(null);
  }

  /** Leaves a group; nothing happens if it is not in it. */
  leave(name: string): void {
    const group = this.#joined.get(name);
    if (!group) return;
    this.#joined.delete(name);
    this.#parts.outbox.unfollow(group);
    this.#parts.groups.leave(group, this.#member);
  }

  /** Leaves all groups. */
  leaveAll(): void {
    for (const name of [...this.#joined.keys()]) this.leave(name);
  }

  #joinable(names: readonly string[], identity: Identity | null): Promise<(string | null)[]> {
    const { catalog, board } = this.#parts;
    return Promise.all(names.map((name) => joinableGroup(catalog, { board, identity }, name)));
  }

  async #joinEach(names: Iterable<string>, positions: Positions): Promise<ControlFrame[]> {
    const full: string[] = [];
    for (const name of new Set(names)) {
      if (await this.join(name, positions.get(name)) === null) full.push(name);
    }
    return full.length === 0 ? [] : [tooManyGroups(full)];
  }
}
