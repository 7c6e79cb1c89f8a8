import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useBoard } from "../../client/react.ts";
import { NextFrame } from "../../client/react_frames.ts";
import { valueAt } from "../../protocol/message.ts";
import type { Figure, StatWidget } from "../../protocol/view.ts";
import { useDescription } from "../api/boards.ts";
import { useSecond } from "../event/second.ts";
import { useServerClock } from "../event/server_clock.ts";
import { usePageState } from "../settings/page_state.tsx";
import { thingRule } from "../event/things.ts";
import type { ShownMessage } from "../event/shown_message.ts";
import { watchMessages } from "../event/watch_messages.ts";
import { Tally } from "./tally.ts";

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
export type SeriesOptions =
  & Pick<StatWidget, "event" | "where" | "key" | "also" | "unless" | "value" | "within">
  & { readonly figure?: Figure };

/** So many are remembered; of two that are closer than a thousandth of what is remembered the older one goes. */
const MAX_POINTS = 1_000;

const EMPTY: ValueSeries = { last: null, points: [], misses: 0 };

/** Follows one number of an event of the nearest board. It changes at most once a frame. */
export function useValueSeries(options: SeriesOptions): ValueSeries {
  const { client } = useBoard();
  const { events } = useDescription();
  const { event, also = [], where, figure = "latest", value, within } = options;
  const key = events[event]?.rule.key;
  const name = JSON.stringify([event, also, where, options.key, options.unless, figure, value, within, key]);
  const series = useMemo(() => {
    if (figure === "latest") return new Series({ value: value ?? "" });
    return new Series({ tally: new Tally({ ...thingRule(options, key), figure, value, within }) });
  }, [client, name]);
  useEffect(() => {
    const wanted = figure === "latest" ? { events: [event], where } : { events: [event, ...also] };
    const off = watchMessages(client, wanted, series);
    return () => {
      off();
      series[Symbol.dispose]();
    };
  }, [client, series]);
  const { ahead } = useServerClock();
  const now = useSecond() + ahead;
  useEffect(() => series.expire(now), [series, now]);
  return useHeld(useSyncExternalStore(series.subscribe, series.read));
}

/** The value as it was when the page was paused, while it is. */
function useHeld<Value>(value: Value): Value {
  const { isPaused } = usePageState();
  const held = useRef(value);
  useEffect(() => {
    if (!isPaused) held.current = value;
  });
  return isPaused ? held.current : value;
}

/** What the points of a series are: the numbers at a path, or a figure over many messages. */
type Source = { readonly value: string; readonly tally?: undefined } | { readonly tally: Tally };

/** The points of one number. */
class Series implements Disposable {
  readonly #source: Source;
  readonly #listeners = new Set<() => void>();
  readonly #next = new NextFrame(() => this.#show());
  #points: (Point & { readonly group: string })[] = [];
  #misses = 0;
  #shown = EMPTY;

  constructor(source: Source) {
    this.#source = source;
  }

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ValueSeries => this.#shown;

  message(shown: ShownMessage): void {
    const value = this.#valueOf(shown);
    if (typeof value === "number") {
      this.#misses = 0;
      this.#push({ time: shown.time, value, group: shown.place.group });
    } else this.#misses++;
    this.#next.request();
  }

  /** Counts no longer what is too old at `now`, in ms since 1970. */
  expire(now: number): void {
    const { tally } = this.#source;
    if (!tally?.expire(now)) return;
    this.#push({ time: now, value: tally.figure, group: this.#points.at(-1)?.group ?? "" });
    this.#next.request();
  }

  loss(isLost: (group: string) => boolean): void {
    this.#points = this.#points.filter(({ group }) => !isLost(group));
    this.#source.tally?.lose(isLost);
    this.#next.request();
  }

  [Symbol.dispose](): void {
    this.#next.cancel();
    this.#points = [];
  }

  #valueOf(shown: ShownMessage): unknown {
    const { tally } = this.#source;
    if (!tally) return valueAt(shown.message, this.#source.value);
    return tally.take(shown) ? tally.figure : undefined;
  }

  #push(point: Point & { readonly group: string }): void {
    this.#points.push(point);
    if (this.#points.length > 2 * MAX_POINTS) this.#points = thinned(this.#points);
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
