import type { DemandChange } from "../group/demand.ts";

/**
 * What somebody has yet to be told of the demand: the newest state of each group of which they know another. It is no
 * queue: however long they take, there is one state of a group.
 */
export class UntoldDemand {
  /** What they know of a group, `null` where that is not sure; they take any other for one that nobody watches. */
  readonly #known: Map<string, true | null>;
  readonly #untold = new Map<string, DemandChange>();

  /** They know that the groups `watched` are watched. */
  constructor(watched: readonly string[] = []) {
    this.#known = new Map(watched.map((group) => [group, true]));
  }

  /** Notes what is to be told. */
  note(change: DemandChange): void {
    const { group, watched } = change;
    const known = this.#known.has(group) ? this.#known.get(group) : false;
    if (known === watched) this.#untold.delete(group);
    else this.#untold.set(group, change);
  }

  /** Whether there is something to tell of `group`. */
  has(group: string): boolean {
    return this.#untold.has(group);
  }

  /** The next to be told; they know it from now on. */
  take(): DemandChange | undefined {
    const [change] = this.#untold.values();
    if (!change) return undefined;
    this.#untold.delete(change.group);
    if (change.watched) this.#known.set(change.group, true);
    else this.#known.delete(change.group);
    return change;
  }

  /** Notes that they may or may not have been told the last of `group`. */
  doubt(group: string): void {
    this.#known.set(group, null);
  }

  /** Forgets what they know of `group`, where that is not sure. */
  giveUp(group: string): void {
    if (this.#known.get(group) === null) this.#known.delete(group);
  }
}
