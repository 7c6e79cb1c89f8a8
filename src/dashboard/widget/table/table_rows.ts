import { keyText } from "../../../client/memory.ts";
import { type Message, valueAt } from "../../../protocol/message.ts";
import type { ShownMessage } from "../../event/shown_message.ts";
import type { Point } from "../value_series.ts";
import { decimalsOf } from "./column_facts.ts";
import type { Rank } from "./rank.ts";

/** A row of a table: it changes with each message of its key. */
export interface Row {
  /** As JSON, or a number of its own where the event has no key. */
  readonly id: string;
  /** The values of the key; `null` where the event has none. */
  readonly key: readonly unknown[] | null;
  /** Counts rows in the order in which they came. */
  readonly number: number;
  group: string;
  message: Message;
  /** When the message is from, in ms since 1970. */
  time: number;
  /** What the columns show. */
  values: readonly unknown[];
  /** How many digits behind the point its numbers have needed so far, by column; `null` where the event has no key. */
  decimals: readonly number[] | null;
  /** The last numbers of the columns that are curves, by the place of the column. */
  readonly curves: ReadonlyMap<number, Point[]>;
  /** All that is shown, to search in; `null` until somebody does. */
  text: string | null;
  /** What it is sorted by; `undefined` as long as it stands nowhere. */
  rank: Rank | undefined;
}

/** What makes a row of a message. */
export interface RowRule {
  /** Paths of the values that are shown. */
  readonly columns: readonly string[];
  /** The places of the columns that are curves. */
  readonly curves?: readonly number[];
  /** Paths of the key; without one, each message is a row. */
  readonly key?: readonly string[] | undefined;
  /** How long a row stays without another message, in ms. */
  readonly ms?: number | undefined;
}

/** So many rows there are at most: as many as a record keeps keys; and so many without a key. */
export const MAX_ROWS = 100_000;
export const MAX_MESSAGES = 1_000;

/** So many points a curve has at most. */
const MAX_CURVE = 60;

/** The rows of a table by their keys, the one that was heard of last at the end. */
export class TableRows {
  /** What has changed, come and gone since somebody looked; they empty it. */
  readonly changed = new Set<Row>();
  readonly gone = new Set<Row>();
  readonly #rule: RowRule;
  readonly #rows = new Map<string, Row>();
  #count = 0;

  constructor(rule: RowRule) {
    this.#rule = rule;
  }

  get size(): number {
    return this.#rows.size;
  }

  get all(): Row[] {
    return [...this.#rows.values()];
  }

  /** Takes a message; the row that it is in. */
  take({ message, place: { group }, time }: ShownMessage): Row {
    const { columns, key: paths } = this.#rule;
    const key = paths?.map((path) => valueAt(message, path) ?? null) ?? null;
    const id = key === null ? String(this.#count) : keyText(key);
    const values = columns.map((path) => valueAt(message, path));
    const news = { group, message, time, values, text: null };
    const known = this.#rows.get(id);
    const decimals = key && mostDecimals(known?.decimals ?? null, values);
    const row = known
      ? Object.assign(known, news, { decimals })
      : { id, key, number: ++this.#count, ...news, decimals, rank: undefined, curves: this.#newCurves() };
    for (const [at, points] of row.curves) {
      const value = values[at];
      if (typeof value === "number") points.push({ time, value });
      if (points.length > MAX_CURVE) points.shift();
    }
    this.#rows.delete(id);
    this.#rows.set(id, row);
    this.changed.add(row);
    if (this.#rows.size > (key === null ? MAX_MESSAGES : MAX_ROWS)) this.#drop(this.#first()!);
    return row;
  }

  /** Takes away the row that `message` is about, if it has one. */
  remove(message: Message): void {
    const { key: paths } = this.#rule;
    const row = paths && this.#rows.get(keyText(paths.map((path) => valueAt(message, path) ?? null)));
    if (row) this.#drop(row);
  }

  /** Takes away the rows of groups that one may not see any more. */
  lose(isLost: (group: string) => boolean): void {
    for (const row of this.#rows.values()) if (isLost(row.group)) this.#drop(row);
  }

  /** Takes away the rows that the record does not keep any more at `now`. */
  expire(now: number): void {
    const { ms } = this.#rule;
    if (ms === undefined) return;
    for (const row of this.#rows.values()) {
      if (row.time > now - ms) return;
      this.#drop(row);
    }
  }

  clear(): void {
    this.lose(() => true);
  }

  #newCurves(): Map<number, Point[]> {
    return new Map(this.#rule.curves?.map((at) => [at, []]));
  }

  #first(): Row | undefined {
    return this.#rows.values().next().value;
  }

  #drop(row: Row): void {
    this.#rows.delete(row.id);
    this.changed.delete(row);
    this.gone.add(row);
  }
}

/** The same array as long as no value needs more. */
function mostDecimals(before: readonly number[] | null, values: readonly unknown[]): readonly number[] {
  const needed = values.map((value, at) =>
    Math.max(before?.[at] ?? 0, typeof value === "number" ? decimalsOf(value) : 0)
  );
  return before?.every((decimals, at) => decimals === needed[at]) ? before : needed;
}
