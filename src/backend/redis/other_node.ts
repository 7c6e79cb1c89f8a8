import { readFactName, type ToldChange, ToldFacts } from "./told_facts.ts";

type Changed = readonly (readonly [topic: string, names: readonly string[]])[];

/** What another node tells, as far as it is known here. */
export class OtherNode {
  facts = new ToldFacts();
  /** How many changes are in it; `null` while it is being read. */
  #count: number | null = null;
  #isReading = false;
  /** Whether it must be read once more. */
  #isOutdated = false;

  /** Whether change number `count` is known. */
  has(count: number): boolean {
    return this.#count !== null && count <= this.#count;
  }

  /** Whether change number `count` is the next one. */
  follows(count: number): boolean {
    return this.#count !== null && count === this.#count + 1;
  }

  /** Takes the next change; what is told otherwise now. */
  take({ count, facts }: ToldChange): Changed {
    this.#count = count;
    const changed = facts.filter((fact) => this.facts.set(...fact));
    return [...Map.groupBy(changed, ([topic]) => topic)].map((
      [topic, all],
    ) => [topic, all.map(([, name]) => name)]);
  }

  /** Reads everything, again if that is asked for meanwhile; what may be told otherwise now. `null` ends it. */
  async read(fields: () => Promise<readonly string[] | Record<string, string> | null>): Promise<Changed> {
    this.#isOutdated = true;
    if (this.#isReading) return [];
    this.#isReading = true;
    const before = this.facts.names;
    try {
      while (this.#isOutdated) {
        this.#isOutdated = false;
        this.#count = null;
        const read = await fields();
        if (read === null) return [];
        this.#fill(Array.isArray(read) ? pairsOf(read) : Object.entries(read));
      }
    } finally {
      this.#isReading = false;
    }
    return [...before, ...this.facts.names];
  }

  #fill(fields: readonly (readonly [string, string])[]): void {
    this.facts = new ToldFacts();
    for (const [field, value] of fields) {
      if (field === "count") this.#count = Number(value);
      else this.facts.set(...readFactName(field), JSON.parse(value));
    }
  }
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at]!, flat[2 * at + 1]!]);
}
