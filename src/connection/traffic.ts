import type { Part } from "../group/delivery.ts";

/** Counts what goes out to all connections of this node. */
export class Traffic {
  #deliveries = 0;
  #dropped = 0;

  /** How many publications were handed to connections, each counted once for each of them. */
  get deliveries(): number {
    return this.#deliveries;
  }

  /** How many transient publications connections have missed while they were lagging. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Counts what went out. */
  deliver(parts: readonly Part[]): void {
    for (const { publications } of parts) this.#deliveries += publications.length;
  }

  /** Counts what a lagging connection will never get, and says how many: the rest is in the record. */
  miss(parts: readonly Part[]): number {
    const before = this.#dropped;
    for (const { publications } of parts) {
      for (const { offset } of publications) if (offset === null) this.#dropped++;
    }
    return this.#dropped - before;
  }
}
