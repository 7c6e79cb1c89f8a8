import type { Records } from "../backend/backend.ts";
import type { Publication } from "../record/publication.ts";
import { Group } from "./group.ts";
import type { Member } from "./member.ts";

interface Opened {
  readonly opening: Promise<Group>;
  group: Group | null;
  users: number;
}

/** The groups that have members here. A group is opened for the first and closed after the last of them. */
export class GroupRegistry {
  readonly #records: Records;
  readonly #opened = new Map<string, Opened>();

  constructor(records: Records) {
    this.#records = records;
  }

  /** Makes `member` one of the group `name`. To be undone by {@link GroupRegistry.leave}. */
  async join(name: string, member: Member): Promise<Group> {
    const opened = this.#opened.get(name) ?? this.#open(name);
    opened.users++;
    try {
      const group = await opened.opening;
      // One that joined twice is in it once, and leaves once.
      if (!group.add(member)) this.#release(name, opened);
      return group;
    } catch (error) {
      this.#release(name, opened);
      throw error;
    }
  }

  /** Takes `member` out of `group`; nothing happens if it is not in it. */
  leave(group: Group, member: Member): void {
    const opened = this.#opened.get(group.name);
    if (opened && group.remove(member)) this.#release(group.name, opened);
  }

  /** How many members the group `name` has here. */
  members(name: string): number {
    return this.#opened.get(name)?.group?.size ?? 0;
  }

  /** The groups that have members here. */
  get groups(): Group[] {
    return [...this.#opened.values()].flatMap(({ group }) => group ?? []);
  }

  /** Hands `publications` of the group `name` to its members here. */
  deliver(name: string, publications: readonly Publication[]): void {
    this.#opened.get(name)?.group?.deliver(publications);
  }

  #open(name: string): Opened {
    const opened: Opened = {
      opening: this.#records.open(name).then((record) => opened.group = new Group(name, record)),
      group: null,
      users: 0,
    };
    this.#opened.set(name, opened);
    return opened;
  }

  #release(name: string, opened: Opened): void {
    if (--opened.users > 0) return;
    this.#opened.delete(name);
    if (opened.group) this.#records.close(name);
  }
}
