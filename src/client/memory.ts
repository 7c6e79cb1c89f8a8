import type { EventSummary } from "../protocol/control.ts";
import { type Message, valueAt } from "../protocol/message.ts";

/** Where a publication stands: `offset` is `null` for one that nobody keeps. */
export interface Place {
  readonly group: string;
  readonly offset: number | null;
}

/** A message, and where it stands. */
export interface Publication {
  readonly message: Message;
  readonly place: Place;
}

/** The values of an event's key; one alone need not be in an array. */
export type Key = readonly unknown[] | string | number | boolean | null;

interface Kept extends Publication {
  /** Counts all that came, over all groups and events. */
  readonly at: number;
}

/** What is remembered of one event of a group, or of one key of it. */
interface Shelf {
  /** As JSON, "" if the event has none. */
  readonly key: string;
  /** Whether the next message takes the place of all that is kept: the record has begun anew. */
  outdated: boolean;
  readonly kept: Kept[];
}

/** What is remembered of one event in one group. */
interface Shelves {
  /** By their keys; the one that was heard of last is the last. */
  readonly byKey: Map<string, Shelf>;
  newest: Kept;
}

/** So much is remembered of a log or of one key, and so much of an event in a group, whatever the server keeps. */
const MAX_KEPT = 1_000;
const MAX_OF_EVENT = 100_000;

/** The latest messages of each event: those of each key, or of all where there is none. */
export class Memory {
  /** By event and group. */
  readonly #events = new Map<string, Map<string, Shelves>>();
  #count = 0;

  /** Remembers `publication` as `rule` says, and forgets what is too much. */
  keep(publication: Publication, rule: EventSummary): void {
    const { message, place: { group } } = publication;
    const key = rule.key ? keyText(rule.key.map((path) => valueAt(message, path))) : "";
    const newest = { ...publication, at: ++this.#count };
    const shelves = this.#shelvesOf(message.type, group, newest);
    const { kept } = shelfOf(shelves, key);
    kept.push(newest);
    // The more keys there are, the less is remembered of each; but never less than its latest.
    const share = MAX_OF_EVENT / shelves.byKey.size;
    kept.splice(0, kept.length - Math.floor(Math.min(rule.count ?? MAX_KEPT, MAX_KEPT, share)));
  }

  /** What is remembered of `group` is forgotten, event by event and key by key, as soon as something newer comes. */
  supersede(group: string): void {
    for (const groups of this.#events.values()) {
      for (const shelf of groups.get(group)?.byKey.values() ?? []) shelf.outdated = true;
    }
  }

  /** Forgets all of `group`. */
  forget(group: string): void {
    for (const groups of this.#events.values()) groups.delete(group);
  }

  /** What is remembered of `event`, or of all of them, in the order in which it came. */
  all(isWanted: (group: string) => boolean, event?: string, key?: Key): Publication[] {
    return sorted(this.#shelves(isWanted, event, key).flatMap(({ kept }) => kept));
  }

  /** The latest of each key of `event`; all of an event that has no key. */
  latest(isWanted: (group: string) => boolean, event: string): Publication[] {
    return sorted(
      this.#shelves(isWanted, event).flatMap(({ key, kept }) => key ? kept.slice(-1) : kept),
    );
  }

  /** The newest of `event`, or of one key of it. */
  newest(isWanted: (group: string) => boolean, event: string, key?: Key): Publication | undefined {
    if (key !== undefined) return this.all(isWanted, event, key).at(-1);
    return sorted(this.#wanted(isWanted, event).map(({ newest }) => newest)).at(-1);
  }

  /** All that a newcomer to `group` would be told. */
  current(): Publication[] {
    return sorted(this.#shelves(() => true).flatMap(({ outdated, kept }) => outdated ? [] : kept));
  }

  #shelves(isWanted: (group: string) => boolean, event?: string, key?: Key): Shelf[] {
    return this.#wanted(isWanted, event).flatMap(({ byKey }) =>
      key === undefined ? [...byKey.values()] : byKey.get(keyText(key)) ?? []
    );
  }

  #wanted(isWanted: (group: string) => boolean, event?: string): Shelves[] {
    const events = event === undefined ? [...this.#events.values()] : [this.#events.get(event) ?? []];
    return events.flatMap((groups) =>
      [...groups].filter(([group]) => isWanted(group)).map(([, shelves]) => shelves)
    );
  }

  #shelvesOf(event: string, group: string, newest: Kept): Shelves {
    const groups = this.#events.get(event) ?? new Map<string, Shelves>();
    this.#events.set(event, groups);
    const shelves = groups.get(group) ?? { byKey: new Map(), newest };
    shelves.newest = newest;
    groups.set(group, shelves);
    return shelves;
  }
}

function shelfOf({ byKey }: Shelves, key: string): Shelf {
  const known = byKey.get(key);
  const shelf = known && !known.outdated ? known : { key, outdated: false, kept: [] };
  // The first is the one that was not heard of for longest, and goes when there are too many.
  byKey.delete(key);
  byKey.set(key, shelf);
  if (byKey.size > MAX_OF_EVENT) byKey.delete(byKey.keys().next().value!);
  return shelf;
}

/** A key as text, to compare it with others. */
export function keyText(key: Key): string {
  return JSON.stringify(Array.isArray(key) ? key : [key]);
}

function sorted(kept: Kept[]): Kept[] {
  return kept.sort((a, b) => a.at - b.at);
}
