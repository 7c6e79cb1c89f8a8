import { joined, sliced } from "../protocol/codec.ts";
import { type ControlFrame, encodeControl, type FreshnessReport } from "../protocol/control.ts";
import type { Freshness } from "./freshness.ts";

/** How long what one newcomer is told does for others, in ms: many come at once, and thousands of keys may not be fresh. */
const SHARED = 250;
/** So many reports of a group fit into a greeting. */
const GREETING = 100;

/** Frames as texts, as many in one as may be. */
export function packed(frames: readonly ControlFrame[]): string[] {
  return sliced(frames.map(encodeControl), ({ length }) => length).map(joined);
}

/** How fresh the events of a group are, as members are told who come at about the same time. */
export class Newcomers {
  readonly #group: string;
  readonly #freshness: Freshness;
  #at = -Infinity;
  #version = -1;
  #reports: readonly FreshnessReport[] = [];
  #texts: readonly string[] | undefined;

  constructor(group: string, freshness: Freshness) {
    this.#group = group;
    this.#freshness = freshness;
  }

  /** What goes into the greeting at `now` (ms), and whether that is all. */
  greeting(now: number): { reports: readonly FreshnessReport[]; isAll: boolean } {
    this.#refresh(now);
    return { reports: this.#reports.slice(0, GREETING), isAll: this.#reports.length <= GREETING };
  }

  /** All of it as frames. */
  frames(now: number): readonly string[] {
    this.#refresh(now);
    return this.#texts ??= packed(
      this.#reports.map((report) => ({ type: "$freshness", group: this.#group, ...report })),
    );
  }

  #refresh(now: number): void {
    const isRecent = now >= this.#at && now - this.#at < SHARED && this.#version === this.#freshness.version;
    if (isRecent) return;
    this.#at = now;
    this.#version = this.#freshness.version;
    this.#reports = this.#freshness.report(now);
    this.#texts = undefined;
  }
}
