/** Messages of another system that were not published, in one group for one reason. */
export interface Misfit {
  /** Where they came from: the name of a layer of Django's, or a way in. */
  readonly layer: string;
  readonly group: string;
  readonly reason: string;
  /** The beginning of the last one, without what is not printable; "" for a group that is no board's. */
  readonly excerpt: string;
  /** How many there were with the same reason in the same group. */
  readonly count: number;
  /** When the last one came, in ms since 1970. */
  readonly time: number;
}

const MOST = 100;
const MAX_TEXT = 200;

/** Counts what could not be published, and remembers the last of it. */
export class Misfits {
  readonly #last = new Map<string, Misfit>();
  readonly #counts = new Map<string, number>();

  /** How many there were, by what kind of thing was wrong. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The last ones, the newest first. */
  get last(): readonly Misfit[] {
    return [...this.#last.values()].toReversed();
  }

  /** Notes a misfit of this `kind`. */
  add(
    kind: string,
    misfit: Pick<Misfit, "layer" | "group" | "reason"> & { body: Uint8Array | string },
  ): void {
    const { layer, group, reason, body } = misfit;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    const text = typeof body === "string" ? body : new TextDecoder().decode(body.subarray(0, 2 * MAX_TEXT));
    const [name, why] = [printable(group), printable(reason)];
    const id = JSON.stringify([layer, name, why]);
    const count = (this.#last.get(id)?.count ?? 0) + 1;
    this.#last.delete(id);
    this.#last.set(id, {
      layer,
      group: name,
      reason: why,
      excerpt: printable(text),
      count,
      time: Date.now(),
    });
    if (this.#last.size > MOST) this.#last.delete(this.#last.keys().next().value!);
  }
}

function printable(text: string): string {
  return text.replace(/[^\P{C}]/gu, "·").slice(0, MAX_TEXT);
}
