import { NextFrame } from "./react_frames.ts";
import type { AnyClient } from "./react_losses.ts";
import { WeakValues } from "./react_weak_values.ts";

/** A value that is made of what a client knows. */
export interface Source<Value> {
  /** The value of a client that knows nothing. */
  readonly initial: Value;
  /** Calls `onChange` whenever the value may have changed, until the result is called. */
  watch(onChange: () => void): () => void;
  /** The value as it is now. */
  read(): Value;
  isSame(a: Value, b: Value): boolean;
}

/** Who decides when cells change. */
interface CellOwner {
  /** The value of `cell` may have changed: {@link Cell.refresh} takes it. */
  onChange(cell: AnyCell): void;
  /** Nobody shows `cell` any more. */
  onRest(cell: AnyCell): void;
}

// deno-lint-ignore no-explicit-any -- of many types, each known to whoever names the cell.
type AnyCell = Cell<any>;

/** A value that components show. All who show it show the same, and it changes between frames only. */
export class Cell<Value> {
  readonly #source: Source<Value>;
  readonly #owner: CellOwner;
  readonly #listeners = new Set<() => void>();
  #value: Value;
  #unwatch: (() => void) | undefined;

  constructor(source: Source<Value>, owner: CellOwner) {
    this.#source = source;
    this.#value = source.initial;
    this.#owner = owner;
  }

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    if (this.#unwatch === undefined) {
      this.#unwatch = this.#source.watch(() => this.#owner.onChange(this));
      this.refresh();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unwatch?.();
      this.#unwatch = undefined;
      this.#owner.onRest(this);
    };
  };

  /** What is shown. Before anybody has subscribed it is what there is now. */
  readonly shown = (): Value => {
    if (this.#unwatch === undefined) this.refresh();
    return this.#value;
  };

  /** What is shown where nothing can be known yet, as on a server. */
  readonly initial = (): Value => this.#source.initial;

  /** Takes the value of now; whether it is another. */
  refresh(): boolean {
    const value = this.#source.read();
    if (this.#source.isSame(this.#value, value)) return false;
    this.#value = value;
    return true;
  }

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What components show of one client. All that has changed since the last frame they show with the next. */
export class BoardStore implements CellOwner {
  readonly client: AnyClient;
  readonly #cells = new WeakValues<AnyCell>();
  readonly #changed = new Set<AnyCell>();
  readonly #next = new NextFrame(() => this.#show());

  constructor(client: AnyClient) {
    this.client = client;
  }

  /** The cell of this name, which `source` makes the value of if it is the first. */
  cell<Value>(name: string, source: (client: AnyClient) => Source<Value>): Cell<Value> {
    return this.#cells.get(name, () => new Cell<Value>(source(this.client), this));
  }

  onChange(cell: AnyCell): void {
    this.#changed.add(cell);
    this.#next.request();
  }

  onRest(cell: AnyCell): void {
    this.#changed.delete(cell);
    if (this.#changed.size === 0) this.#next.cancel();
  }

  /** All cells change before any component hears of it. */
  #show(): void {
    const changed = [...this.#changed].filter((cell) => cell.refresh());
    this.#changed.clear();
    for (const cell of changed) cell.tell();
  }
}
