import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useBoard } from "../../../client/react.ts";
import { NextFrame } from "../../../client/react_frames.ts";
import type { ChartWidget } from "../../../protocol/view.ts";
import { useDescription } from "../../api/boards.ts";
import { ChartLines, type LinesSummary } from "./chart_lines.ts";
import { type PointWatcher, watchPoints } from "./watch_points.ts";

/** How much longer than what is shown points are kept. */
const MARGIN = 1.1;

/** The lines of a chart, and what a component shows of them. */
export interface UsedLines {
  readonly lines: ChartLines;
  readonly summary: LinesSummary;
  /** Whether all that was kept of the event has come. */
  readonly isComplete: boolean;
}

/** Follows the lines of `widget`, whose points are needed for `reach` ms before the moment that `end` tells (ms since 1970). */
export function useLines(widget: ChartWidget, { reach, end }: { reach: number; end(): number }): UsedLines {
  const { client } = useBoard();
  const { event, where, value, by, relative } = widget;
  const names = useDescription().names[by ?? ""];
  const name = JSON.stringify([event, where, value, by, relative]);
  const followed = useMemo(() => new FollowedLines(new ChartLines(widget, names)), [client, name, names]);
  const widest = useRef(reach);
  widest.current = Math.max(widest.current, reach);
  followed.oldest = () => end() - MARGIN * widest.current;
  // What is remembered of a wider window is told again: a point that is there already stays one.
  useEffect(() => watchPoints(client, { event, where }, followed), [client, followed, widest.current]);
  useEffect(() => () => followed[Symbol.dispose](), [followed]);
  return useSyncExternalStore(followed.subscribe, followed.read);
}

/** Takes messages as points, and tells once a frame if what a component shows of them has changed. */
class FollowedLines implements PointWatcher, Disposable {
  oldest: () => number = () => -Infinity;
  readonly #lines: ChartLines;
  readonly #listeners = new Set<() => void>();
  readonly #next = new NextFrame(() => this.#show());
  #isComplete = false;
  #used: UsedLines;

  constructor(lines: ChartLines) {
    this.#lines = lines;
    this.#used = { lines, summary: lines.summary, isComplete: false };
  }

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): UsedLines => this.#used;

  message(shown: Parameters<PointWatcher["message"]>[0]): void {
    this.#lines.take(shown, this.oldest());
    if (this.#lines.summary !== this.#used.summary) this.#next.request();
  }

  loss(isLost: (group: string) => boolean): void {
    this.#lines.forget(isLost);
    this.#next.request();
  }

  complete(): void {
    if (!this.#isComplete) this.#lines.sort();
    this.#isComplete = true;
    this.#next.request();
  }

  [Symbol.dispose](): void {
    this.#next.cancel();
  }

  #show(): void {
    const { summary } = this.#lines;
    if (summary === this.#used.summary && this.#isComplete === this.#used.isComplete) return;
    this.#used = { lines: this.#lines, summary, isComplete: this.#isComplete };
    for (const listener of this.#listeners) listener();
  }
}
