import type { Place } from "../../client/memory.ts";
import type { AnyClient } from "../../client/react_losses.ts";
import type { Message } from "../../protocol/message.ts";
import { readHistory } from "../api/history.ts";

const ofClients = new WeakMap<AnyClient, PublishedTimes>();

/** The times of what `client` remembers: all widgets of a page ask but once. */
export function publishedTimes(client: AnyClient): PublishedTimes {
  const known = ofClients.get(client) ?? new PublishedTimes();
  ofClients.set(client, known);
  return known;
}

/** When publications that bear no time were published: the history of their groups knows. */
export class PublishedTimes {
  readonly #read: typeof readHistory;
  /** By group and event: the time of each offset, oldest first. */
  readonly #known = new Map<string, ReadonlyMap<number, number>>();
  readonly #asked = new Map<string, Promise<void>>();

  constructor(read: typeof readHistory = readHistory) {
    this.#read = read;
  }

  /** When `message` was published, in ms since 1970; `null` if that is not known. What is older than all that is known is as old. */
  of({ type }: Message, { group, offset }: Place): number | null {
    const known = this.#known.get(nameOf(group, type));
    const [oldest] = known ?? [];
    if (!known || !oldest || offset === null) return null;
    return offset < oldest[0] ? oldest[1] : known.get(offset) ?? null;
  }

  /** Learns when what `group` keeps of an event was published; it stays unknown if nobody can be asked. */
  learn({ type }: Message, { group }: Place): Promise<void> {
    const name = nameOf(group, type);
    const asked = this.#asked.get(name) ?? this.#ask(name, group, type);
    this.#asked.set(name, asked);
    return asked;
  }

  async #ask(name: string, group: string, event: string): Promise<void> {
    const known = await this.#read(group, { event }).catch(() => null);
    if (known) this.#known.set(name, new Map(known.map(({ offset, time }) => [offset, time])));
    this.#asked.delete(name);
  }
}

function nameOf(group: string, event: string): string {
  return JSON.stringify([group, event]);
}
