import { isObject, type Message } from "../../../protocol/message.ts";
import type { ChartWidget } from "../../../protocol/view.ts";
import type { ShownMessage } from "../../event/shown_message.ts";
import { decimalsOf } from "./decimals.ts";
import { LinePoints } from "./line_points.ts";

/** One line of a chart. */
export interface Line {
  readonly name: string;
  readonly group: string;
  readonly points: LinePoints;
  /** How many digits behind the point its values need; it only grows. */
  decimals: number;
  /** The first value that was known, which a relative line is measured by. */
  readonly base?: number;
}

/** What of the lines a component shows; another object whenever something of it is another. */
export interface LinesSummary {
  /** In the order of their first message; those that came at once by name. */
  readonly names: readonly string[];
  /** Why messages came and no line can be drawn. */
  readonly problem: string | null;
}

/** A chart has no more lines than this: a new one takes the place of the one that was heard of longest ago. */
const MOST_LINES = 1_000;

/** The lines of a chart: one for each value at the widget's `by`, or one alone. */
export class ChartLines {
  readonly #valuePath: readonly string[];
  readonly #byPath: readonly string[] | null;
  readonly #event: string;
  readonly #lines = new Map<string, Line>();
  readonly #isRelative: boolean;
  readonly #names: Readonly<Record<string, string>>;
  #summary: LinesSummary = { names: [], problem: null };
  #count = 0;

  constructor(
    { value, by, event, relative = false }: Pick<ChartWidget, "value" | "by" | "event"> & {
      relative?: boolean;
    },
    names: Readonly<Record<string, string>> = {},
  ) {
    this.#event = event;
    this.#isRelative = relative;
    this.#names = names;
    this.#valuePath = value.split(".");
    this.#byPath = by === undefined ? null : by.split(".");
  }

  get summary(): LinesSummary {
    return this.#summary;
  }

  /** How many messages have become points. */
  get count(): number {
    return this.#count;
  }

  line(name: string): Line | undefined {
    return this.#lines.get(name);
  }

  /** Adds the point of a message; points older than `oldest` (ms since 1970) are forgotten. */
  take({ message, place, time }: ShownMessage, oldest: number): void {
    const name = this.#nameOf(message);
    const value = at(message, this.#valuePath);
    if (name === null || typeof value !== "number") return this.#refuse(name, value);
    const line = this.#lines.get(name) ?? this.#add(name, place.group, value);
    line.points.push(time, this.#isRelative ? percentOf(value, line.base ?? value) : value);
    line.points.dropBefore(oldest);
    line.decimals = this.#isRelative ? 2 : decimalsOf(value, line.decimals);
    this.#count++;
  }

  /** Forgets all that was told in groups that are lost. */
  forget(isLost: (group: string) => boolean): void {
    for (const { name, group } of [...this.#lines.values()]) if (isLost(group)) this.#lines.delete(name);
    this.#summarize(this.#summary.problem);
  }

  /** Puts the lines that have come so far in the order of their names. */
  sort(): void {
    const sorted = [...this.#lines].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
    this.#lines.clear();
    for (const [name, line] of sorted) this.#lines.set(name, line);
    this.#summarize(this.#summary.problem);
  }

  /** Whether a point stands between two times, in ms since 1970. */
  hasPoints(since: number, until: number): boolean {
    return this.#lines.values().some(({ points }) => points.indexAfter(until - 1) > points.indexAfter(since));
  }

  #nameOf(message: Message): string | null {
    if (this.#byPath === null) return this.#valuePath.join(".");
    const name = at(message, this.#byPath);
    if (name === undefined || name === null) return null;
    const text = typeof name === "object" ? JSON.stringify(name) : String(name);
    return Object.hasOwn(this.#names, text) ? this.#names[text]! : text;
  }

  #add(name: string, group: string, base: number): Line {
    if (this.#lines.size >= MOST_LINES) this.#dropOldest();
    const line = { name, group, points: new LinePoints(), decimals: 0, base };
    this.#lines.set(name, line);
    this.#summarize(null);
    return line;
  }

  #dropOldest(): void {
    const oldest = [...this.#lines.values()].reduce((a, b) => b.points.newest < a.points.newest ? b : a);
    this.#lines.delete(oldest.name);
  }

  #refuse(name: string | null, value: unknown): void {
    if (this.#lines.size > 0 || value === null) return;
    const path = name === null ? this.#byPath! : this.#valuePath;
    const problem = name === null || value === undefined
      ? `Messages of "${this.#event}" have nothing at "${path.join(".")}"`
      : `"${path.join(".")}" of "${this.#event}" is not a number: ${JSON.stringify(value).slice(0, 40)}`;
    if (problem !== this.#summary.problem) this.#summarize(problem);
  }

  #summarize(problem: string | null): void {
    this.#summary = { names: [...this.#lines.keys()], problem };
  }
}

/** How far `value` is from `base`, in %. */
function percentOf(value: number, base: number): number {
  return base === 0 ? 0 : 100 * (value - base) / Math.abs(base);
}

function at(message: Message, path: readonly string[]): unknown {
  let value: unknown = message;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
