/** What components on a page show, render by render. */
import assert from "node:assert/strict";
import { render, type RenderResult, waitFor } from "@testing-library/react";
import { cloneElement, createElement, type ReactElement } from "react";
import type { BoardClient, BoardClientOptions } from "../../src/client/board_client.ts";
import { BoardProvider, type BoardView, useBoard } from "../../src/client/react.ts";

/** A component that shows what `use` answers, and remembers it each time that it renders. */
export class Shown<Value> {
  readonly #use: () => Value;
  /** What was shown, one for each render. */
  readonly values: Value[] = [];

  constructor(use: () => Value) {
    this.#use = use;
  }

  /** To be rendered; with another `key` as another component. */
  element(key?: string): ReactElement {
    return createElement(this.#Component, { key });
  }

  get renders(): number {
    return this.values.length;
  }

  /** What is shown now. */
  get last(): Value {
    assert.ok(this.values.length > 0, "it has not been rendered");
    return this.values.at(-1)!;
  }

  /** Waits until `isWanted` accepts what is shown. */
  async until(isWanted: (value: Value) => boolean): Promise<Value> {
    return await within(() => assert.ok(isWanted(this.last), JSON.stringify(this.last)), () => this.last);
  }

  /** Waits until what is shown is equal to `value`. */
  async equal(value: unknown): Promise<void> {
    await within(() => assert.deepEqual(this.last, value), () => {});
  }

  readonly #Component = () => {
    const value = this.#use();
    this.values.push(value);
    return createElement("p", null, JSON.stringify(value));
  };
}

/** A page with a board around what it shows. Disposing takes all of it away. */
export class ReactPage implements Disposable {
  readonly #options: BoardClientOptions;
  readonly #probe: Shown<BoardView>;
  readonly #rendered: RenderResult;
  #elements: ReactElement[];
  #board: string;

  constructor(board: string, options: BoardClientOptions) {
    this.#board = board;
    this.#options = options;
    this.#probe = new Shown(() => useBoard());
    this.#elements = [this.#probe.element("probe")];
    this.#rendered = render(this.#tree());
  }

  get client(): BoardClient {
    return this.#probe.last.client;
  }

  /** Adds a component of the class `name` that shows what `use` answers. */
  show<Value>(use: () => Value, name: string = "shown"): Shown<Value> {
    const shown = new Shown(use);
    const key = String(this.#elements.length);
    this.#elements.push(createElement("div", { key, className: name }, shown.element()));
    this.#rendered.rerender(this.#tree());
    return shown;
  }

  /** Renders all again, around it the board at the address `board`. */
  again(board: string = this.#board): void {
    this.#board = board;
    this.#elements = this.#elements.map((element) => {
      const { children } = element.props as { children?: ReactElement };
      return children ? cloneElement(element, {}, cloneElement(children)) : cloneElement(element);
    });
    this.#rendered.rerender(this.#tree());
  }

  /** The texts of the components of the class `name`. */
  texts(name: string): (string | null)[] {
    return [...this.#rendered.container.querySelectorAll(`.${name}`)].map(({ textContent }) => textContent);
  }

  /** Waits until the board is followed. */
  async live(): Promise<void> {
    await this.#probe.until(({ status }) => status.name === "live");
  }

  [Symbol.dispose](): void {
    this.#rendered.unmount();
  }

  #tree(): ReactElement {
    return createElement(BoardProvider, { board: this.#board, options: this.#options }, ...this.#elements);
  }
}

async function within<Value>(check: () => void, answer: () => Value): Promise<Value> {
  await waitFor(check, { timeout: 10_000, interval: 10 });
  return answer();
}
