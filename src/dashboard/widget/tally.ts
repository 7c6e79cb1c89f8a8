import { valueAt } from "../../protocol/message.ts";
import type { Figure } from "../../protocol/view.ts";
import { isShown, thingId, type ThingRule } from "../event/things.ts";
import type { ShownMessage } from "../event/shown_message.ts";

/** What is counted, summed or averaged. */
export interface TallyRule extends ThingRule {
  readonly figure: Exclude<Figure, "latest">;
  /** Where the numbers stand; a count needs none. */
  readonly value: string | undefined;
  /** How old what counts may be, in ms. */
  readonly within: number | undefined;
}

interface Counted {
  readonly time: number;
  readonly value: number;
  readonly group: string;
}

/** So many things are counted at most: as many as a record keeps keys. */
const MOST = 100_000;

/** A figure over all things of an event that are shown: it follows each message, and time. */
export class Tally {
  readonly #rule: TallyRule;
  /** The one that was heard of last is the last. */
  readonly #counted = new Map<string, Counted>();
  #sum = 0;
  #number = 0;

  constructor(rule: TallyRule) {
    this.#rule = rule;
  }

  /** The figure as it is. */
  get figure(): number {
    const { figure } = this.#rule;
    if (figure === "count") return this.#counted.size;
    if (this.#counted.size === 0) return 0;
    return figure === "sum" ? this.#sum : this.#sum / this.#counted.size;
  }

  /** Takes a message; whether it had the number that it needs. */
  take({ message, place: { group }, time }: ShownMessage): boolean {
    const id = thingId(message, this.#rule) ?? String(++this.#number);
    this.#drop(id);
    this.expire(time);
    if (!isShown(message, this.#rule)) return true;
    const value = this.#rule.value === undefined ? 0 : valueAt(message, this.#rule.value);
    if (typeof value !== "number") return false;
    this.#counted.set(id, { time, value, group });
    this.#sum += value;
    if (this.#counted.size > MOST) this.#drop(this.#counted.keys().next().value!);
    return true;
  }

  /** Counts no longer what is too old at `now`, in ms since 1970; whether there was any. */
  expire(now: number): boolean {
    const { within } = this.#rule;
    const before = this.#counted.size;
    if (within === undefined) return false;
    for (const [id, { time }] of this.#counted) {
      if (time > now - within) break;
      this.#drop(id);
    }
    return this.#counted.size < before;
  }

  /** Counts no longer what came in groups that are lost. */
  lose(isLost: (group: string) => boolean): void {
    for (const [id, { group }] of this.#counted) if (isLost(group)) this.#drop(id);
  }

  #drop(id: string): void {
    const counted = this.#counted.get(id);
    if (!counted) return;
    this.#counted.delete(id);
    // A sum of nothing is nothing, whatever rounding has left.
    this.#sum = this.#counted.size === 0 ? 0 : this.#sum - counted.value;
  }
}
