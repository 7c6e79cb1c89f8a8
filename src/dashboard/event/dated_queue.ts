import type { Place } from "../../client/memory.ts";
import type { Message } from "../../protocol/message.ts";
import { messageTime } from "./message_time.ts";
import type { PublishedTimes } from "./published_times.ts";
import type { MessageWatcher, ShownMessage } from "./shown_message.ts";

/** So many messages wait at most until it is known from when those are that came before them. */
const MOST_WAITING = 10_000;

type Waiting = ShownMessage & { readonly isUndated: boolean };

/** Tells messages in their order, each with its time: while it is asked for, those that came later wait. */
export class DatedQueue implements Disposable {
  readonly #times: PublishedTimes;
  readonly #on: MessageWatcher;
  /** Whether what waited is told by its time: each event alone comes in order. */
  readonly #isMixed: boolean;
  /** Groups whose record has begun anew: what was told before goes as soon as something newer comes. */
  readonly #anew = new Set<string>();
  readonly #asked = new Set<string>();
  #waiting: Waiting[] = [];
  /** How much has to come before anything is told: the answers, and the end of what is remembered. */
  #open = 1;
  #isOver = false;

  constructor(times: PublishedTimes, on: MessageWatcher, isMixed: boolean) {
    this.#times = times;
    this.#on = on;
    this.#isMixed = isMixed;
  }

  /** Takes a message; one that is old may have been published long before it came. */
  take(message: Message, place: Place, isOld: boolean): void {
    const known = messageTime(message) ?? (isOld ? this.#times.of(message, place) : null);
    const isUndated = known === null && isOld && place.offset !== null;
    const shown = { message, place, time: known ?? Date.now(), isUndated };
    if (isUndated) this.#ask(message, place);
    if (this.#open === 0) return this.#tell(shown);
    this.#waiting.push(shown);
    if (this.#waiting.length >= MOST_WAITING) this.#tellWaiting();
  }

  /** The record of `group` has begun anew. */
  beginAnew(group: string): void {
    this.#anew.add(group);
  }

  /** Nothing of some groups may be shown any more. */
  lose(isLost: (group: string) => boolean): void {
    this.#waiting = this.#waiting.filter(({ place }) => !isLost(place.group));
    this.#on.loss(isLost);
  }

  /** One of the things that were waited for has come. */
  close(): void {
    if (--this.#open === 0) this.#tellWaiting();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#waiting = [];
  }

  #ask(message: Message, place: Place): void {
    const name = JSON.stringify([place.group, message.type]);
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    this.#open++;
    void this.#times.learn(message, place).then(() => {
      this.#asked.delete(name);
      this.close();
    });
  }

  #tellWaiting(): void {
    if (this.#isOver) return;
    const dated = this.#waiting.map((one) =>
      one.isUndated ? { ...one, time: this.#times.of(one.message, one.place) ?? one.time } : one
    );
    this.#waiting = [];
    if (this.#isMixed) dated.sort((a, b) => a.time - b.time);
    for (const one of dated) this.#tell(one);
  }

  #tell({ message, place, time }: ShownMessage): void {
    if (this.#anew.size > 0 && this.#anew.delete(place.group)) {
      this.#on.loss((group) => group === place.group);
    }
    this.#on.message({ message, place, time });
  }
}
