import { useEffect, useMemo, useSyncExternalStore } from "react";
import { NextFrame } from "../../client/react_frames.ts";
import { useBoard } from "../../client/react.ts";
import { watchMessages } from "./watch_messages.ts";
import type { Where } from "./where.ts";

/** When the newest of `events` is from, in ms since 1970; `null` if there is none. */
export function useLastTime(events: readonly string[], where?: Where): number | null {
  const { client } = useBoard();
  const name = JSON.stringify([events, where]);
  const last = useMemo(() => new LastTime(), [client, name]);
  useEffect(() => {
    if (events.length === 0) return;
    const off = watchMessages(client, { events, where }, {
      message: ({ time }) => last.note(time),
      // What is left is not worth asking for: the next message tells.
      loss: () => {},
    });
    return () => {
      off();
      last[Symbol.dispose]();
    };
  }, [client, last]);
  return useSyncExternalStore(last.subscribe, last.read);
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
