import type { Nodes } from "./nodes.ts";

/** How often it is looked who is first, in ms. */
const LOOK = 1_000;

/**
 * Has this node do what one node has to do for all: `begin` is called when it is the oldest of those that are alive, and what
 * that gives is disposed when it is not. Two nodes may do it for the seconds in which they do not know of each other.
 */
export class WhileFirst implements Disposable {
  readonly #nodes: Nodes;
  readonly #begin: () => Disposable;
  readonly #timer: ReturnType<typeof setInterval>;
  #work: Disposable | null = null;

  constructor(nodes: Nodes, begin: () => Disposable) {
    this.#nodes = nodes;
    this.#begin = begin;
    this.#timer = setInterval(() => this.#look(), LOOK);
    this.#look();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#end();
  }

  #look(): void {
    const isFirst = this.#nodes.all[0]?.id === this.#nodes.self.id;
    if (!isFirst) return this.#end();
    this.#work ??= this.#begin();
  }

  #end(): void {
    this.#work?.[Symbol.dispose]();
    this.#work = null;
  }
}
