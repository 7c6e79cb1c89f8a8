import type { Fact, Nodes } from "../backend/nodes.ts";
import type { Person } from "./member.ts";

/** The topic of how many members groups have, by group. */
const MEMBERS = "members";

/** Begins the topics of who is in a group, by subject. */
const PEOPLE = "people/";

/** The topic of what was not heard of a source outside of Boardcast, by its name. */
const UNHEARD = "unheard";

/** What the nodes tell each other of the groups. */
export class Elsewhere {
  readonly #nodes: Nodes;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  /** Tells the others that `group` has so many members here. */
  tellMembers(group: string, count: number): void {
    this.#nodes.tell(MEMBERS, group, count === 0 ? null : count);
  }

  /** Tells the others whether `person` is in `group` here. */
  tellPerson(group: string, { subject, name }: Person, isHere: boolean): void {
    this.#nodes.tell(PEOPLE + group, subject, isHere ? name : null);
  }

  /** How many members `group` has on the other nodes. */
  members(group: string): number {
    return this.#nodes.told(MEMBERS).reduce((sum, told) => sum + Number(told.get(group) ?? 0), 0);
  }

  /** Who is in `group` on the other nodes; a person on several of them may come several times. */
  people(group: string): Person[] {
    return this.#nodes.told(PEOPLE + group).flatMap((told) =>
      [...told].map(([subject, name]) => ({ subject, name: String(name) }))
    );
  }

  /** Tells the others that this node did not hear `source` from `since` to `until` (ms since 1970). */
  tellUnheard(source: string, since: number, until: number): void {
    this.#nodes.tell(UNHEARD, source, [since, until]);
  }

  /** The last time that another node did not hear `source`; `null` if there was none. */
  unheard(source: string): { since: number; until: number } | null {
    const all = this.#nodes.told(UNHEARD).flatMap((told) => told.has(source) ? [told.get(source)!] : []);
    const times = all.map((fact) => (fact as readonly Fact[]).map(Number) as [number, number]);
    const last = times.toSorted(([, a], [, b]) => a - b).at(-1);
    return last ? { since: last[0], until: last[1] } : null;
  }

  /** Calls back with what a change of `names` in `topic` is about. */
  read(
    topic: string,
    names: readonly string[],
    { onMembers, onPeople, onUnheard }: {
      /** How many members a group has. */
      onMembers(group: string): void;
      /** Who is in a group. */
      onPeople(group: string): void;
      /** When a source was not heard. */
      onUnheard(source: string): void;
    },
  ): void {
    if (topic === MEMBERS) names.forEach(onMembers);
    if (topic === UNHEARD) names.forEach(onUnheard);
    if (topic.startsWith(PEOPLE)) onPeople(topic.slice(PEOPLE.length));
  }
}
