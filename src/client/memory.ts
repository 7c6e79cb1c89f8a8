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
  readonly group: string;
  /** As JSON; `null` if the event has no key. */
  readonly key: string | null;
  /** Whether the next message takes the place of all that is kept: the record has begun anew. */
  outdated: boolean;
  readonly kept: Kept[];
}

/** So much is remembered of a log or of one key, and so much of an event, whatever the server keeps. */
const MAX_KEPT = 1_000;
const MAX_OF_EVENT = 100_000;

/** The latest messages of each event: those of each key, or of all where there is none. */
export class Memory {
  readonly #events = new Map<string, Map<string, Shelf>>();
  #count = 0;

  /** Remembers `publication` as `rule` says, and forgets what is too much. */
  keep(publication: Publication, rule: EventSummary): void {
    const { message, place: { group } } = publication;
    const key = rule.key ? keyText(rule.key.map((path) => valueAt(message, path))) : null;
    const { kept } = this.#shelf(message.type, group, key);
    kept.push({ ...publication, at: ++this.#count });
    // The more keys there are, the less is remembered of each; but never less than its latest.
    const share = MAX_OF_EVENT / this.#events.get(message.type)!.size;
    const most = Math.floor(Math.min(rule.count ?? MAX_KEPT, MAX_KEPT, share));
    kept.splice(0, kept.length - most);
  }

  /** What is remembered of `group` is forgotten, event by event and key by key, as soon as something newer comes. */
  supersede(group: string): void {
    for (const shelf of this.#shelves((name) => name === group)) shelf.outdated = true;
  }

  /** Forgets all of `group`. */
  forget(group: string): void {
    for (const shelves of this.#events.values()) {
      for (const [name, shelf] of shelves) if (shelf.group === group) shelves.delete(name);
    }
  }

  /** What is remembered of `event`, or of all of them, in the order in which it came. */
  all(isWanted: (group: string) => boolean, event?: string, key?: Key): Publication[] {
    return sorted(this.#shelves(isWanted, event, key).flatMap(({ kept }) => kept));
  }

  /** The latest of each key of `event`; all of an event that has no key. */
  latest(isWanted: (group: string) => boolean, event: string): Publication[] {
    return sorted(
      this.#shelves(isWanted, event).flatMap(({ key, kept }) => key === null ? kept : kept.slice(-1)),
    );
  }

  /** All that a newcomer to `group` would be told. */
  current(): Publication[] {
    return sorted(this.#shelves(() => true).flatMap(({ outdated, kept }) => outdated ? [] : kept));
  }

  #shelves(isWanted: (group: string) => boolean, event?: string, key?: Key): Shelf[] {
    const found = [...this.#events].flatMap(([name, shelves]) =>
      event === undefined || event === name ? [...shelves.values()] : []
    );
    const wanted = key === undefined ? undefined : keyText(key);
    return found.filter((shelf) => isWanted(shelf.group) && (wanted === undefined || shelf.key === wanted));
  }

  #shelf(event: string, group: string, key: string | null): Shelf {
    const shelves = this.#events.get(event) ?? new Map<string, Shelf>();
    this.#events.set(event, shelves);
    const name = JSON.stringify([group, key]);
    const known = shelves.get(name);
    const shelf = known && !known.outdated ? known : { group, key, outdated: false, kept: [] };
    // The last is the one that was heard of last, so that the first may go when there are too many.
    shelves.delete(name);
    shelves.set(name, shelf);
    if (shelves.size > MAX_OF_EVENT) shelves.delete(shelves.keys().next().value!);
    return shelf;
  }
}

/** A key as text, to compare it with others. */
export function keyText(key: Key): string {
  return JSON.stringify(Array.isArray(key) ? key : [key]);
}

function sorted(kept: Kept[]): Kept[] {
  return kept.sort((a, b) => a.at - b.at);
}
