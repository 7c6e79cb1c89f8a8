import type { FreshnessStatus } from "../protocol/control.ts";
import { valueAt } from "../protocol/message.ts";

/** Who is expected to speak: an event as a whole, or one key of it. */
export class Voice {
  readonly event: string;
  /** As text; `null` for the event as a whole. */
  readonly key: string | null;
  status: FreshnessStatus;
  /** When it spoke last, by the clock of its group; `null` if it never did. */
  spoke: number | null = null;
  /** Which report of its group was the last about it. */
  version = 0;
  /** Its neighbours in {@link Voices}. */
  previous: Voice | null = null;
  next: Voice | null = null;
  readonly #paths: readonly string[];
  #text = "";
  #keyValues: readonly unknown[] | undefined;

  /** A key is fresh unless one hears otherwise: it is known because it has spoken. */
  constructor(event: string, key: { text: string; paths: readonly string[] } | null) {
    this.event = event;
    this.key = key?.text ?? null;
    this.status = key ? "fresh" : "silent";
    this.#paths = key?.paths ?? [];
  }

  /** The values of its key; `null` for the event as a whole. */
  get keyValues(): readonly unknown[] | null {
    if (this.key === null) return null;
    this.#keyValues ??= valuesIn(this.#text, this.#paths);
    this.#text = "";
    return this.#keyValues;
  }

  /** Notes that it said `text` at `time`. */
  hear(text: string, time: number): void {
    this.spoke = Math.max(this.spoke ?? time, time);
    // For the values of the key, which nobody may ever ask for.
    if (this.key !== null && !this.#keyValues) this.#text = text;
  }
}

/**
 * Voices in the order in which they spoke last, the earliest first. Linked, because a `Set` slows down where the same
 * one is taken out and added again and again.
 */
export class Voices {
  #first: Voice | null = null;
  #last: Voice | null = null;

  /** The one that spoke before all others. */
  get first(): Voice | null {
    return this.#first;
  }

  /** All of them. */
  *[Symbol.iterator](): Generator<Voice> {
    for (let voice = this.#first; voice; voice = voice.next) yield voice;
  }

  /** Puts `voice`, which is in no other, at the end. */
  add(voice: Voice): void {
    voice.previous = this.#last;
    if (this.#last) this.#last.next = voice;
    else this.#first = voice;
    this.#last = voice;
  }

  /** Takes out `voice`, which is here. */
  remove(voice: Voice): void {
    const { previous, next } = voice;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    voice.previous = null;
    voice.next = null;
  }
}

function valuesIn(text: string, paths: readonly string[]): unknown[] {
  const message = JSON.parse(text);
  return paths.map((path) => valueAt(message, path) ?? null);
}
