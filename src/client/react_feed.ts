import type { JsonObject, Message } from "../protocol/message.ts";
import type { Place, Publication } from "./memory.ts";
import { type AnyClient, watchLosses } from "./react_losses.ts";
import type { Source } from "./react_store.ts";

/** The last `keep` messages of `event`, oldest first: those that the client remembers, and all that come. */
export function feedSource(client: AnyClient, event: string, keep: number): Source<readonly Message[]> {
  let feed: Feed | undefined;
  return {
    initial: [],
    watch: (onChange) => {
      feed = new Feed(client, event, keep, onChange);
      return () => {
        feed?.end();
        feed = undefined;
      };
    },
    read: () => {
      if (feed) return feed.messages;
      // Not `using`: not every browser has what it stands for.
      const glance = new Feed(client, event, keep, () => {});
      glance.end();
      return glance.messages;
    },
    isSame: (a, b) => a.length === b.length && a.every((message, at) => message === b[at]),
  };
}

/** Collects the messages of an event. */
class Feed {
  readonly #offs: (() => void)[];
  /** Groups whose record has begun anew: what was told before goes as soon as something newer comes. */
  readonly #anew = new Set<string>();
  #publications: Publication[] = [];

  constructor(client: AnyClient, event: string, keep: number, onChange: () => void) {
    this.#offs = [
      client.on(event, (message: Message, place: Place) => {
        if (this.#anew.delete(place.group)) this.#forget((group) => group === place.group);
        this.#publications.push({ message, place });
        if (this.#publications.length > keep) this.#publications.shift();
        onChange();
      }),
      client.on("$gap", ({ group, cause }: JsonObject) => {
        if (cause === "restarted") this.#anew.add(String(group));
      }),
      watchLosses(client, (isLost) => {
        this.#forget(isLost);
        onChange();
      }),
    ];
  }

  get messages(): Message[] {
    return this.#publications.map(({ message }) => message);
  }

  end(): void {
    this.#offs.forEach((off) => off());
  }

  #forget(isLost: (group: string) => boolean): void {
    this.#publications = this.#publications.filter(({ place }) => !isLost(place.group));
  }
}
