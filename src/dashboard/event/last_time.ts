import { useEffect, useMemo, useSyncExternalStore } from "react";
import { NextFrame } from "../../client/react_frames.ts";
import { readHistory } from "../api/history.ts";
import { useBoard } from "../../client/react.ts";
import { messageTime } from "./message_time.ts";
import { type ShownMessage, watchMessages } from "./watch_messages.ts";
import type { Where } from "./where.ts";

/** When the newest of `events` is from, in ms since 1970; `null` if there is none. */
export function useLastTime(events: readonly string[], where?: Where): number | null {
  const { client } = useBoard();
  const name = JSON.stringify([events, where]);
  const last = useMemo(() => new LastTime(), [client, name]);
  useEffect(() => {
    if (events.length === 0) return;
    let untimed: ShownMessage | null = null;
    let isLive = false;
    const off = watchMessages(client, { events, where }, {
      message: (shown) => {
        if (isLive || messageTime(shown.message) !== null) last.note(shown.time);
        else untimed = shown;
      },
      // What is left is not worth asking for: the next message tells.
      loss: () => {},
    });
    isLive = true;
    if (untimed) void publishedAt(untimed).then((time) => time !== null && last.note(time), () => {});
    return () => {
      off();
      last[Symbol.dispose]();
    };
  }, [client, last]);
  return useSyncExternalStore(last.subscribe, last.read);
}

/** When what was published before the page was opened, and does not say so itself, was published: the record knows. */
async function publishedAt({ message, place: { group, offset } }: ShownMessage): Promise<number | null> {
  const kept = await readHistory(group, { event: message.type, limit: 100 });
  return kept.find((publication) => publication.offset === offset)?.time ?? null;
}

/** Changes at most once a frame, and is read by ages that tick once a second: to them half a second is nothing. */
const STEP = 500;

class LastTime implements Disposable {
  readonly #listeners = new Set<() => void>();
  readonly #next = new NextFrame(() => this.#show());
  #time: number | null = null;
  #shown: number | null = null;

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): number | null => this.#shown;

  note(time: number): void {
    this.#time = Math.max(this.#time ?? 0, time);
    if (this.#shown === null || this.#time - this.#shown >= STEP) this.#next.request();
  }

  [Symbol.dispose](): void {
    this.#next.cancel();
  }

  #show(): void {
    this.#shown = this.#time;
    for (const listener of this.#listeners) listener();
  }
}
