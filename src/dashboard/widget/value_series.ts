import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useBoard } from "../../client/react.ts";
import { NextFrame } from "../../client/react_frames.ts";
import { valueAt } from "../../protocol/message.ts";
import { type ShownMessage, watchMessages } from "../event/watch_messages.ts";
import type { Where } from "../event/where.ts";

/** A number, and when it was so, in ms since 1970. */
export interface Point {
  readonly time: number;
  readonly value: number;
}

/** What is known of one number of an event. */
export interface ValueSeries {
  /** The newest; `null` if there is none. */
  readonly last: Point | null;
  /** Oldest first, the newest included. */
  readonly points: readonly Point[];
  /** How many messages came in which there was no number at the path, since there last was one. */
  readonly misses: number;
}

/** Which number. */
export interface SeriesOptions {
  readonly event: string;
  readonly where?: Where | undefined;
  /** Where in the message it stands. */
  readonly value: string;
}

/** So many are remembered; of two that are closer than a thousandth of what is remembered the older one goes. */
const MAX_POINTS = 1_000;

const EMPTY: ValueSeries = { last: null, points: [], misses: 0 };

/** Follows one number of an event of the nearest board. It changes at most once a frame. */
export function useValueSeries({ event, where, value }: SeriesOptions): ValueSeries {
  const { client } = useBoard();
  const name = JSON.stringify([event, where, value]);
  const series = useMemo(() => new Series(value), [client, name]);
  useEffect(() => {
    const off = watchMessages(client, { events: [event], where }, series);
    return () => {
      off();
      series[Symbol.dispose]();
    };
  }, [client, series]);
  return useSyncExternalStore(series.subscribe, series.read);
}

/** The points of one number. */
class Series implements Disposable {
  readonly #path: string;
  readonly #listeners = new Set<() => void>();
  readonly #next = new NextFrame(() => this.#show());
  #points: (Point & { readonly group: string })[] = [];
  #misses = 0;
  #shown = EMPTY;

  constructor(path: string) {
    this.#path = path;
  }

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ValueSeries => this.#shown;

  message({ message, place: { group }, time }: ShownMessage): void {
    const value = valueAt(message, this.#path);
    if (typeof value === "number") {
      this.#misses = 0;
      this.#points.push({ time, value, group });
      if (this.#points.length > 2 * MAX_POINTS) this.#points = thinned(this.#points);
    } else this.#misses++;
    this.#next.request();
  }

  loss(isLost: (group: string) => boolean): void {
    this.#points = this.#points.filter(({ group }) => !isLost(group));
    this.#next.request();
  }

  [Symbol.dispose](): void {
    this.#next.cancel();
    this.#points = [];
  }

  #show(): void {
    const points = [...this.#points];
    this.#shown = { last: points.at(-1) ?? null, points, misses: this.#misses };
    for (const listener of this.#listeners) listener();
  }
}

/** Half as many: the older half goes down to every second point, so that what is long ago is still there, but coarser. */
function thinned<P extends Point>(points: readonly P[]): P[] {
  const half = Math.floor(points.length / 2);
  return points.filter((_, at) => at >= half || at % 2 === 0).slice(-(2 * MAX_POINTS - half / 2));
}
