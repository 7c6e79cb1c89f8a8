import type { Gap, Position } from "../protocol/position.ts";
import type { Record } from "../record/record.ts";

/** Something that a backend did not hear, or has lost, between `since` and `until` (ms since 1970). */
export interface Loss {
  /** Whether the group may lack something by it. */
  isAbout(group: string): boolean;
  /** `null` if nobody knows. */
  readonly since: number | null;
  readonly until: number;
  /** The offsets that are missing, if what is lost had been numbered. */
  readonly offsets?: { readonly from: number; readonly to: number };
}

/** So many are remembered; beyond, the two oldest become one that is about both. */
const MOST = 64;

/** What backends have lost lately, for viewers who could not be told at once. */
export class Losses {
  readonly #losses: Loss[] = [];
  #count = 0;

  /** How many there have been. */
  get count(): number {
    return this.#count;
  }

  /** Remembers `loss`. */
  add(loss: Loss): void {
    this.#count++;
    this.#losses.push(loss);
    if (this.#losses.length > MOST) {
      this.#losses.unshift(joined(this.#losses.shift()!, this.#losses.shift()!));
    }
  }

  /** What the group `name`, which has `record`, lacks by those after the first `count` of them. */
  since(count: number, name: string, record: Record): Gap[] {
    const news = Math.min(this.#count - count, this.#losses.length);
    return this.#gaps(news === 0 ? [] : this.#losses.slice(-news), name, record);
  }

  /**
   * What somebody who returns to `position` in the group `name` may lack. Who has seen something that was published after a
   * loss was told of it.
   */
  after(position: Position, name: string, record: Record): Gap[] {
    const seen = position.epoch === record.epoch ? record.timeUpTo(position.offset) : null;
    return this.#gaps(this.#losses.filter(({ until }) => seen === null || seen <= until), name, record);
  }

  #gaps(losses: readonly Loss[], name: string, record: Record): Gap[] {
    return losses.filter((loss) => loss.isAbout(name)).map((loss) => gapOf(loss, record));
  }
}

/** What was never numbered is no offset long. */
export function gapOf({ since, until, offsets }: Loss, { position: { offset } }: Record): Gap {
  return { ...offsets ?? { from: offset + 1, to: offset }, since, until, cause: "backend" };
}

function joined(first: Loss, second: Loss): Loss {
  const since = first.since === null || second.since === null ? null : Math.min(first.since, second.since);
  const isAbout = (group: string) => first.isAbout(group) || second.isAbout(group);
  return { isAbout, since, until: second.until };
}
