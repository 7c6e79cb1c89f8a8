import { NextFrame } from "../../../client/react_frames.ts";
import type { AnyClient } from "../../../client/react_losses.ts";
import type { FeedWidget } from "../../../protocol/view.ts";
import { watchMessages } from "../../event/watch_messages.ts";
import { type Entry, FeedEntries } from "./feed_entries.ts";

/** Which entries are shown: those of these events and severities; none named are all. */
export interface FeedFilter {
  readonly events: readonly string[];
  readonly severities: readonly string[];
}

/** What a feed shows at one time. */
export interface ShownFeed {
  /** The newest first, those that pass the filter. */
  readonly entries: readonly Entry[];
  /** All that are kept, the oldest first. */
  readonly all: readonly Entry[];
  /** How many have come since it is held, and would be shown. */
  readonly news: number;
}

/** The entries of a feed widget as they come, shown no more often than the browser shows frames. */
export class FeedModel {
  readonly #client: AnyClient;
  readonly #widget: FeedWidget;
  readonly #listeners = new Set<() => void>();
  readonly #next = new NextFrame(() => this.#show());
  #entries: FeedEntries;
  #filter: FeedFilter = { events: [], severities: [] };
  /** The last one that there was when the reader had everything stay where it is. */
  #heldAt: number | null = null;
  #hasLost = false;
  #shown: ShownFeed = { entries: [], all: [], news: 0 };

  constructor(client: AnyClient, widget: FeedWidget) {
    this.#client = client;
    this.#widget = widget;
    this.#entries = new FeedEntries(widget.severity);
  }

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ShownFeed => this.#shown;

  /** Follows the board until the result is called. */
  start(): () => void {
    const { events, where, severity } = this.#widget;
    this.#entries = new FeedEntries(severity);
    const off = watchMessages(this.#client, { events, where }, {
      message: (shown) => {
        this.#entries.take(shown);
        this.#next.request();
      },
      loss: (isLost) => {
        this.#entries.lose(isLost);
        this.#hasLost = true;
        this.#next.request();
      },
    });
    return () => {
      off();
      this.#next.cancel();
    };
  }

  /** Shows what passes `filter`, and all that is new. */
  choose(filter: FeedFilter): void {
    this.#filter = filter;
    this.#refresh();
  }

  /** Has everything stay where it is while somebody reads, or shows what is new. */
  hold(isHeld: boolean): void {
    if (isHeld === (this.#heldAt !== null)) return;
    this.#heldAt = isHeld ? this.#entries.last : null;
    this.#show();
  }

  #refresh(): void {
    if (this.#heldAt !== null) this.#heldAt = this.#entries.last;
    this.#hasLost = false;
    const { all } = this.#entries;
    this.#tell({ entries: all.filter(this.#passes).reverse(), all: [...all], news: 0 });
  }

  #show(): void {
    const heldAt = this.#heldAt;
    if (heldAt === null || this.#hasLost) return this.#refresh();
    const all = [...this.#entries.all];
    const news = all.filter((entry) => entry.number > heldAt && this.#passes(entry)).length;
    this.#tell({ entries: this.#shown.entries, all, news });
  }

  #tell(shown: ShownFeed): void {
    this.#shown = shown;
    for (const listener of this.#listeners) listener();
  }

  readonly #passes = ({ message, severity }: Entry): boolean => {
    const { events, severities } = this.#filter;
    return (events.length === 0 || events.includes(message.type)) &&
      (severities.length === 0 || severities.includes(severity ?? ""));
  };
}
