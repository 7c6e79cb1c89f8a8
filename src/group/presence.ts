import type { Person } from "./member.ts";

/** Who has come and who has gone since it was told before. */
export interface PresenceChange {
  readonly joined: readonly Person[];
  readonly left: readonly Person[];
}

/** Who is in a group, on any node. A person is there once, however many connections it has. */
export class Presence implements Disposable {
  readonly #onChange: (change: PresenceChange) => void;
  readonly #paceMs: number;
  /** Here, in the order of joining. */
  readonly #present = new Map<string, { readonly person: Person; connections: number }>();
  /** On other nodes. */
  #elsewhere: ReadonlyMap<string, Person> = new Map();
  /** Who has come or gone and is still to be told; `shown` if somebody has asked who is here since. */
  readonly #pending = new Map<string, { readonly person: Person; shown: boolean }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onChange` is called no more often than every `paceMs`. Default 500. */
  constructor(onChange: (change: PresenceChange) => void, paceMs: number = 500) {
    this.#onChange = onChange;
    this.#paceMs = paceMs;
  }

  /**
   * Who is here at this moment, in the order of joining. Every change from now on is told, also one back to what had been
   * told before.
   */
  get people(): Person[] {
    for (const pending of this.#pending.values()) pending.shown = true;
    return [
      ...this.here,
      ...[...this.#elsewhere.values()].filter(({ subject }) => !this.#present.has(subject)),
    ];
  }

  /** Who is in it on this node. */
  get here(): Person[] {
    return [...this.#present.values()].map(({ person }) => person);
  }

  /** Counts one more connection of `person` here; whether it is the first. */
  join(person: Person): boolean {
    const known = this.#present.get(person.subject);
    if (known) {
      known.connections++;
      return false;
    }
    this.#present.set(person.subject, { person, connections: 1 });
    if (!this.#elsewhere.has(person.subject)) this.#change(person);
    return true;
  }

  /** Counts one connection of `person` here less, which must have joined; whether it was the last. */
  leave({ subject }: Person): boolean {
    const known = this.#present.get(subject)!;
    if (--known.connections > 0) return false;
    this.#present.delete(subject);
    if (!this.#elsewhere.has(subject)) this.#change(known.person);
    return true;
  }

  /** Takes `people` for those who are in it on other nodes. */
  takeElsewhere(people: readonly Person[]): void {
    const before = this.#elsewhere;
    this.#elsewhere = new Map(people.map((person) => [person.subject, person]));
    for (const [subject, person] of new Map([...before, ...this.#elsewhere])) {
      const hasChanged = before.has(subject) !== this.#elsewhere.has(subject);
      if (hasChanged && !this.#present.has(subject)) this.#change(person);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #change(person: Person): void {
    const before = this.#pending.get(person.subject);
    // It is as it was told, and nobody has seen it otherwise.
    if (before?.shown === false) this.#pending.delete(person.subject);
    else this.#pending.set(person.subject, { person, shown: before !== undefined });
    this.#timer ??= setTimeout(() => this.#tell(), this.#paceMs);
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    const people = [...this.#pending.values()].map(({ person }) => person);
    this.#pending.clear();
    const isIn = ({ subject }: Person) => this.#present.has(subject) || this.#elsewhere.has(subject);
    this.#onChange({ joined: people.filter(isIn), left: people.filter((person) => !isIn(person)) });
  }
}
