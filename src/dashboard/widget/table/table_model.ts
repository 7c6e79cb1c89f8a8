import { NextFrame } from "../../../client/react_frames.ts";
import type { AnyClient } from "../../../client/react_losses.ts";
import type { EventSummary } from "../../../protocol/control.ts";
import type { TableWidget } from "../../../protocol/view.ts";
import { isShown, type ThingRule, thingRule } from "../../event/things.ts";
import type { ShownMessage } from "../../event/shown_message.ts";
import { watchMessages } from "../../event/watch_messages.ts";
import { ColumnFacts } from "./column_facts.ts";
import { RowOrder } from "./row_order.ts";
import { type Row, TableRows } from "./table_rows.ts";
import { ranking, type TableSort } from "./table_sort.ts";

/** What a table shows at one time. */
export interface ShownTable {
  /** In order, those that are found. */
  readonly rows: readonly Row[];
  /** How many there are, found or not. */
  readonly total: number;
  /** Another number whenever the columns look another way. */
  readonly look: number;
}

/** How the viewer wants to see it. */
export interface TableWish {
  readonly sort: TableSort | null;
  /** Only rows in whose text this stands; see {@link searchText}. */
  readonly search: string;
  /** What is shown of a row, in one text. */
  readonly textOf: (row: Row) => string;
}

/** The order of rows changes no more often, in ms: nobody can read what moves faster. */
const SETTLE = 300;

/** The rows of a table widget as they come, in order, shown no more often than the browser shows frames. */
export class TableModel {
  readonly columns: readonly ColumnFacts[];
  readonly #client: AnyClient;
  readonly #widget: TableWidget;
  readonly #things: ThingRule;
  readonly #rows: TableRows;
  readonly #listeners = new Set<() => void>();
  readonly #next = new NextFrame(() => this.#show());
  #order: RowOrder;
  #wish: TableWish = { sort: null, search: "", textOf: () => "" };
  /** How everything was when the page was paused. */
  #frozen: Row[] | null = null;
  #look = 0;
  #settled = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  #shown: ShownTable = { rows: [], total: 0, look: 0 };

  constructor(client: AnyClient, widget: TableWidget, rule: EventSummary) {
    this.#client = client;
    this.#widget = widget;
    this.#things = thingRule(widget, rule.key);
    const { key } = this.#things;
    this.columns = widget.columns.map((column) => new ColumnFacts(column, key));
    const curves = [...this.columns.keys()].filter((at) => this.columns[at]!.show === "sparkline");
    this.#rows = new TableRows({ columns: this.#paths, curves, key, ms: rule.ms });
    this.#order = this.#ordered();
  }

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ShownTable => this.#shown;

  /** Follows the board until the result is called. */
  start(): () => void {
    this.#rows.clear();
    const { event, also = [] } = this.#widget;
    const offs = [
      watchMessages(this.#client, { events: [event, ...also] }, {
        message: (shown) => this.#take(shown),
        loss: (isLost) => this.#lose(isLost),
      }),
      this.#client.on("$freshness", () => this.#next.request()),
      this.#client.on("$welcome", () => this.#next.request()),
    ];
    return () => {
      for (const off of offs) off();
      this.#next.cancel();
      clearTimeout(this.#later);
      this.#later = undefined;
    };
  }

  /** Sorts and searches as the viewer wants it. */
  arrange(wish: TableWish): void {
    this.#wish = wish;
    this.#order = this.#ordered();
    this.#next.request();
  }

  /** Leaves everything as it is from now on, or goes on. */
  pause(isPaused: boolean): void {
    if (isPaused === (this.#frozen !== null)) return;
    this.#frozen = isPaused ? this.#rows.all.map((row) => ({ ...row })) : null;
    this.arrange(this.#wish);
  }

  /** Takes away what the record keeps no longer at `now`. */
  expire(now: number): void {
    this.#rows.expire(now);
    if (this.#rows.gone.size > 0) this.#next.request();
  }

  get #paths(): string[] {
    return this.columns.map(({ path }) => path);
  }

  #take(shown: ShownMessage): void {
    if (!isShown(shown.message, this.#things)) {
      this.#rows.remove(shown.message);
      return this.#frozen ? undefined : this.#next.request();
    }
    const { values } = this.#rows.take(shown);
    for (const [at, column] of this.columns.entries()) {
      if (column.learn(values[at])) this.#look++;
      if (!column.isSeen) column.note(shown.message);
    }
    // All are looked at anew when it goes on: until then changes would only pile up.
    if (this.#frozen) this.#forgetChanges();
    else this.#next.request();
  }

  /** With the next frame, not the next turn of the order: nobody may see them any more. What is new comes with it. */
  #lose(isLost: (group: string) => boolean): void {
    this.#rows.lose(isLost);
    if (this.#frozen) {
      this.#frozen = this.#frozen.filter(({ group }) => !isLost(group));
      this.#order = this.#ordered();
    }
    this.#settled = -Infinity;
    this.#next.request();
  }

  #ordered(): RowOrder {
    const { sort, search, textOf } = this.#wish;
    if (!this.#frozen) this.#forgetChanges();
    const isFound = search === "" ? () => true : (row: Row) => (row.text ??= textOf(row)).includes(search);
    return new RowOrder({ ...ranking(sort, this.#paths), isFound }, this.#frozen ?? this.#rows.all);
  }

  #show(): void {
    if (!this.#frozen) this.#settle();
    const total = this.#frozen?.length ?? this.#rows.size;
    this.#shown = { rows: this.#order.rows, total, look: this.#look };
    for (const listener of this.#listeners) listener();
  }

  #settle(): void {
    const rest = this.#settled + SETTLE - performance.now();
    if (rest > 0) {
      this.#later ??= setTimeout(() => this.#next.request(), rest);
      return;
    }
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#order.settle(this.#rows.changed, this.#rows.gone);
    this.#forgetChanges();
    this.#settled = performance.now();
  }

  #forgetChanges(): void {
    this.#rows.changed.clear();
    this.#rows.gone.clear();
  }
}
