import type { Nodes } from "../backend/nodes.ts";
import type { Person } from "./member.ts";

/** The topic of how many members groups have, by group. */
const MEMBERS = "members";

/** Begins the topics of who is in a group, by subject. */
const PEOPLE = "people/";

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

  /** Calls back with what a change of `names` in `topic` is about: how many members groups have, or who is in one. */
  read(
    topic: string,
    names: readonly string[],
    { onMembers, onPeople }: { onMembers(group: string): void; onPeople(group: string): void },
  ): void {
    if (topic === MEMBERS) names.forEach(onMembers);
    if (topic.startsWith(PEOPLE)) onPeople(topic.slice(PEOPLE.length));
  }
}
