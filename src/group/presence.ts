import type { Person } from "./member.ts";

/** Who has come and who has gone since it was told before. */
export interface PresenceChange {
  readonly joined: readonly Person[];
  readonly left: readonly Person[];
}

/** Who is in a group. A person is there once, however many connections it has. */
export class Presence implements Disposable {
  readonly #onChange: (change: PresenceChange) => void;
  readonly #paceMs: number;
  /** In the order of joining. */
  readonly #present = new Map<string, { readonly person: Person; connections: number }>();
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
    return [...this.#present.values()].map(({ person }) => person);
  }

  /** Counts one more connection of `person`. */
  join(person: Person): void {
    const known = this.#present.get(person.subject);
    if (known) return void known.connections++;
    this.#present.set(person.subject, { person, connections: 1 });
    this.#change(person);
  }

  /** Counts one connection of `person` less; it must have joined. */
  leave({ subject }: Person): void {
    const known = this.#present.get(subject)!;
    if (--known.connections > 0) return;
    this.#present.delete(subject);
    this.#change(known.person);
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
    const isHere = ({ subject }: Person) => this.#present.has(subject);
    this.#onChange({ joined: people.filter(isHere), left: people.filter((person) => !isHere(person)) });
  }
}
