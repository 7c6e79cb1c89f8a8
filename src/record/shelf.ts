import { type EventRule, isTransient, MAX_KEPT } from "./event_rule.ts";
import type { KeptPublication } from "./publication.ts";

/** What made room: `superseded` by a newer one as the rule says, or `lost`, which a viewer must be told. */
export interface Dropped {
  readonly superseded: number[];
  readonly lost: KeptPublication[];
}

/** The publications that one event of a record keeps, under its rule. */
export class Shelf {
  readonly #rule: EventRule;
  readonly #maxKept: number;
  /** Per key, oldest first; the keys in the order of their newest publication. A log has the one key "". */
  readonly #keys = new Map<string, Map<number, KeptPublication>>();
  #size = 0;

  constructor(rule: EventRule, maxKept: number = MAX_KEPT) {
    this.#rule = rule;
    this.#maxKept = maxKept;
  }

  /** Keeps `publication`; the answer is what had to go for it, which may be itself. */
  add(publication: KeptPublication): Dropped {
    const key = publication.key ?? "";
    const row = this.#keys.get(key) ?? new Map<number, KeptPublication>();
    this.#keys.delete(key);
    this.#keys.set(key, row);
    row.set(publication.offset, publication);
    this.#size++;
    return this.#trim(row, publication.time);
  }

  /** Drops what is older than the rule's duration at `now` (ms). */
  expire(now: number): Dropped {
    const dropped: Dropped = { superseded: [], lost: [] };
    const { ms, key } = this.#rule;
    if (ms === undefined) return dropped;
    for (const row of this.#keys.values()) {
      const before = row.size;
      for (const publication of row.values()) {
        if (publication.time > now - ms) break;
        this.#take(row, publication);
        if (key) dropped.superseded.push(publication.offset);
        else dropped.lost.push(publication);
      }
      if (row.size === before) break;
    }
    this.#forgetEmptyKeys();
    return dropped;
  }

  /** Whether a viewer who is behind gets only the newest of each key. */
  get skipsToNewest(): boolean {
    return this.#rule.key !== undefined;
  }

  #trim(row: Map<number, KeptPublication>, now: number): Dropped {
    const dropped = this.expire(now);
    const count = isTransient(this.#rule) ? 0 : this.#rule.count ?? this.#maxKept;
    while (row.size > count) {
      const oldest = first(row)!;
      this.#take(row, oldest);
      if (this.#rule.key) dropped.superseded.push(oldest.offset);
      else dropped.lost.push(oldest);
    }
    while (this.#size > this.#maxKept) {
      const stalest = first(this.#keys)!;
      const oldest = first(stalest)!;
      this.#take(stalest, oldest);
      dropped.lost.push(oldest);
      this.#forgetEmptyKeys();
    }
    return dropped;
  }

  #take(row: Map<number, KeptPublication>, publication: KeptPublication): void {
    row.delete(publication.offset);
    this.#size--;
  }

  #forgetEmptyKeys(): void {
    for (const [key, row] of this.#keys) {
      if (row.size > 0) return;
      this.#keys.delete(key);
    }
  }
}

function first<T>(map: Map<unknown, T>): T | undefined {
  return map.values().next().value;
}
