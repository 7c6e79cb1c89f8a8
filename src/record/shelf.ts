import { type EventRule, isTransient, MAX_KEPT } from "./event_rule.ts";
import type { KeptPublication } from "./publication.ts";

/** What made room: `superseded` by a newer one as the rule says, or `lost`, which a viewer must be told. */
export interface Dropped {
  readonly superseded: number[];
  readonly lost: KeptPublication[];
}

/** The publications that one event of a record keeps, under its rule. */
export class Shelf {
  readonly rule: EventRule;
  readonly #maxKept: number;
  /** Oldest first. */
  readonly #all = new Map<number, KeptPublication>();
  /** Per key, oldest first; the keys in the order of their newest publication. A log has the one key "". */
  readonly #keys = new Map<string, Map<number, KeptPublication>>();
  /** The offset of the newest of each key. */
  readonly #newest = new Map<string, number>();

  constructor(rule: EventRule, maxKept: number = MAX_KEPT) {
    this.rule = rule;
    this.#maxKept = maxKept;
  }

  /** Keeps `publication`; the answer is what had to go for it, which may be itself. */
  add(publication: KeptPublication): Dropped {
    const key = keyIn(publication);
    const row = this.#keys.get(key) ?? new Map<number, KeptPublication>();
    this.#keys.delete(key);
    this.#keys.set(key, row);
    row.set(publication.offset, publication);
    this.#newest.set(key, publication.offset);
    this.#all.set(publication.offset, publication);
    return this.#trim(row, publication.time);
  }

  /** Takes out `publication`, which is here. */
  remove(publication: KeptPublication): void {
    const key = keyIn(publication);
    const row = this.#keys.get(key)!;
    row.delete(publication.offset);
    if (this.#newest.get(key) === publication.offset) this.#newest.set(key, lastOf(row.keys()) ?? 0);
    if (row.size === 0) {
      this.#keys.delete(key);
      this.#newest.delete(key);
    }
    this.#all.delete(publication.offset);
  }

  /** Drops what is older than the rule's duration at `now` (ms). */
  expire(now: number): Dropped {
    const dropped: Dropped = { superseded: [], lost: [] };
    const { ms } = this.rule;
    if (ms === undefined) return dropped;
    for (const publication of this.#all.values()) {
      if (publication.time > now - ms) break;
      this.#drop(publication, dropped);
    }
    return dropped;
  }

  /** Whether a viewer who is behind does not need `publication`, since there is a newer one of its key. */
  isSuperseded(publication: KeptPublication): boolean {
    return this.rule.key !== undefined && this.#newest.get(keyIn(publication)) !== publication.offset;
  }

  #trim(row: Map<number, KeptPublication>, now: number): Dropped {
    const dropped = this.expire(now);
    const count = isTransient(this.rule) ? 0 : this.rule.count ?? this.#maxKept;
    while (row.size > count) this.#drop(first(row), dropped);
    while (this.#all.size > this.#maxKept) {
      const oldest = first(first(this.#keys));
      this.remove(oldest);
      dropped.lost.push(oldest);
    }
    return dropped;
  }

  #drop(publication: KeptPublication, dropped: Dropped): void {
    this.remove(publication);
    if (this.rule.key) dropped.superseded.push(publication.offset);
    else dropped.lost.push(publication);
  }
}

function keyIn({ key }: KeptPublication): string {
  return key ?? "";
}

function first<T>(map: Map<unknown, T>): T {
  return map.values().next().value!;
}

function lastOf<T>(items: Iterable<T>): T | undefined {
  let last: T | undefined;
  for (const item of items) last = item;
  return last;
}
