import type { AnyClient } from "../../../client/react_losses.ts";

/** Why charts stand still: a pointer is over one, it was asked for in one, or on the page. */
export type HoldReason = "pointer" | "asked" | "page";

/** Whether charts stand still. */
export interface Standstill {
  /** The moment at which they do, in ms since 1970; `null` while they go on. */
  readonly heldAt: number | null;
  /** Whether it is no pointer alone that holds them. */
  readonly isAsked: boolean;
}

/** What all charts of a page have in common: the moment at which they stand still, and their crosshair. */
export class SharedTime {
  /** Where the crosshair of all charts stands, in ms since 1970. */
  crosshair: number | null = null;
  readonly #reasons = new Set<HoldReason>();
  readonly #listeners = new Set<() => void>();
  #standstill: Standstill = { heldAt: null, isAsked: false };

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether the charts stand still; another object whenever that changes. */
  readonly standstill = (): Standstill => this.#standstill;

  get heldAt(): number | null {
    return this.#standstill.heldAt;
  }

  /** Has the charts stand still at `now`, unless they do already. */
  hold(reason: HoldReason, now: number): void {
    this.#reasons.add(reason);
    this.#become(this.heldAt ?? now);
  }

  /** Takes back a {@link SharedTime.hold}; they go on when there is no other reason. */
  release(...reasons: readonly HoldReason[]): void {
    for (const reason of reasons) this.#reasons.delete(reason);
    this.#become(this.#reasons.size === 0 ? null : this.heldAt);
  }

  #become(heldAt: number | null): void {
    const isAsked = this.#reasons.has("asked") || this.#reasons.has("page");
    if (heldAt === this.heldAt && isAsked === this.#standstill.isAsked) return;
    this.#standstill = { heldAt, isAsked };
    for (const listener of this.#listeners) listener();
  }
}

const times = new WeakMap<AnyClient, SharedTime>();

/** What the charts that show the board of `client` have in common. */
export function sharedTime(client: AnyClient): SharedTime {
  const known = times.get(client) ?? new SharedTime();
  times.set(client, known);
  return known;
}
