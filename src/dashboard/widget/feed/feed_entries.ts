import { type Message, valueAt } from "../../../protocol/message.ts";
import type { PerEvent } from "../../../protocol/view.ts";
import { forEvent } from "../../event/per_event.ts";
import type { ShownMessage } from "../../event/shown_message.ts";

/** A message of a feed. */
export interface Entry {
  /** Counts entries in the order in which they came. */
  readonly number: number;
  readonly group: string;
  readonly message: Message;
  readonly severity: string | null;
  /** When it is from, in ms since 1970. */
  readonly time: number;
  /** When it came, by `performance.now()`. */
  readonly arrived: number;
  /** Whether none had come just before: one among many is nothing to look up for. */
  readonly isAlone: boolean;
}

/** So many are kept at most. */
export const MAX_ENTRIES = 1_000;

/** What comes less than so many ms after another does not come alone. */
const TOGETHER = 250;

/** The last entries of a feed, the oldest first. */
export class FeedEntries {
  readonly #severityPath: PerEvent | undefined;
  #entries: Entry[] = [];
  #count = 0;
  #arrived = -Infinity;

  constructor(severityPath?: PerEvent) {
    this.#severityPath = severityPath;
  }

  get all(): readonly Entry[] {
    return this.#entries;
  }

  /** The number of the one that came last; 0 before the first. */
  get last(): number {
    return this.#count;
  }

  /** Puts a message where it belongs by its time: several events, or groups, do not come in one order. */
  take({ message, place: { group }, time }: ShownMessage): Entry {
    const severity = severityOf(message, forEvent(this.#severityPath, message.type));
    const arrived = performance.now();
    const isAlone = arrived - this.#arrived > TOGETHER;
    this.#arrived = arrived;
    const entry = { number: ++this.#count, group, message, severity, time, arrived, isAlone };
    const before = this.#entries.findLastIndex((one) => one.time <= time);
    this.#entries.splice(before + 1, 0, entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    return entry;
  }

  /** Takes away those of groups that one may not see any more. */
  lose(isLost: (group: string) => boolean): void {
    this.#entries = this.#entries.filter(({ group }) => !isLost(group));
  }
}

function severityOf(message: Message, path: string | undefined): string | null {
  const value = path === undefined ? undefined : valueAt(message, path);
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 40) : null;
}
