import type { Fact } from "../nodes.ts";

/** Names a fact in a hash of Redis: topic and name as JSON. */
export type FactName = string;

/** A change of what a node tells, as it is published: everything is to be read anew, or these facts are others. */
export interface ToldChange {
  readonly node: string;
  /** Counts the changes of the node; one that was missed leads to reading all. */
  readonly count: number;
  readonly facts: readonly (readonly [topic: string, name: string, fact: Fact | null])[];
}

/** What one node tells, by topic and name. */
export class ToldFacts {
  readonly #topics = new Map<string, Map<string, Fact>>();

  /** What is told in `topic`, by name. */
  topic(topic: string): ReadonlyMap<string, Fact> | undefined {
    return this.#topics.get(topic);
  }

  /** Notes that `fact` is told, or nothing any more (`null`); whether that is another than before. */
  set(topic: string, name: string, fact: Fact | null): boolean {
    const facts = this.#topics.get(topic) ?? new Map<string, Fact>();
    if (fact === null) return this.#delete(topic, facts, name);
    const isOther = JSON.stringify(facts.get(name)) !== JSON.stringify(fact);
    this.#topics.set(topic, facts.set(name, fact));
    return isOther;
  }

  /** All topics with the names in them. */
  get names(): [topic: string, names: string[]][] {
    return [...this.#topics].map(([topic, facts]) => [topic, [...facts.keys()]]);
  }

  /** Everything as it is in a hash: names and facts, one after the other. */
  get fields(): string[] {
    return [...this.#topics].flatMap(([topic, facts]) =>
      [...facts].flatMap(([name, fact]) => [factName(topic, name), JSON.stringify(fact)])
    );
  }

  #delete(topic: string, facts: Map<string, Fact>, name: string): boolean {
    const wasThere = facts.delete(name);
    if (facts.size === 0) this.#topics.delete(topic);
    return wasThere;
  }
}

/** The field of a hash for a fact. */
export function factName(topic: string, name: string): FactName {
  return JSON.stringify([topic, name]);
}

/** See {@link factName}. */
export function readFactName(text: FactName): [topic: string, name: string] {
  return JSON.parse(text);
}
