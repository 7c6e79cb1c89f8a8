import type { FreshnessStatus } from "../protocol/control.ts";
import { MAX_KEPT } from "../record/event_rule.ts";
import type { Publication } from "../record/publication.ts";
import { Voice, Voices } from "./voice.ts";

/** An event that promises to come regularly. */
export interface Promised {
  readonly event: string;
  /** How often, in ms. */
  readonly every: number;
  /** Paths into the message, whose values together are the key; each key is to come as often. */
  readonly key?: readonly string[];
  /** How long the record keeps each publication, in ms, if its rule says so. */
  readonly ms?: number;
}

/** Whoever is heard less often than this many times `every` is late, or silent. */
const LATE = 2;
const SILENT = 5;

/** A key that the record does not keep any more is remembered as silent for so long: 10 minutes. */
const REMEMBERED = 600_000;

/** Of more keys than this, some are told at the next look: encoding all at once would hold everybody else up. */
const MAX_CHANGED = 10_000;

/** How fresh one event of a group is: as a whole, and each key of it. */
export class EventFreshness {
  readonly whole: Voice;
  readonly #promised: Promised;
  readonly #keys = new Map<string, Voice>();
  readonly #by = { fresh: new Voices(), late: new Voices(), silent: new Voices() };
  #hasForgotten = false;

  constructor(promised: Promised) {
    this.#promised = promised;
    this.whole = new Voice(promised.event, null);
  }

  /** The worst status of its keys; `fresh` also if there are none. */
  get worstKey(): FreshnessStatus {
    const { silent, late } = this.#by;
    if (silent.first) return "silent";
    return late.first ? "late" : "fresh";
  }

  /** The event and all keys. */
  get all(): Voice[] {
    return [this.whole, ...this.#keys.values()];
  }

  /** The keys that are late or silent. */
  get keysNotFresh(): Voice[] {
    return [...this.#by.silent, ...this.#by.late];
  }

  /** Takes a publication of `time`, by the clock that is at `now`; adds to `changed` whose status is another. */
  hear({ key, text }: Publication, time: number, now: number, changed: Set<Voice>): void {
    this.whole.hear(text, time);
    this.#judge(this.whole, now, changed);
    if (key === null || !this.#promised.key) return;
    const voice = this.#keys.get(key) ?? this.#add(key, this.#promised.key, changed);
    voice.hear(text, time);
    this.#place(voice, now, changed);
    if (this.#keys.size > MAX_KEPT) this.#forgetFirst(changed);
  }

  /** Adds to `changed` what has become late or silent by the clock that is at `now`. */
  look(now: number, changed: Set<Voice>): void {
    this.#judge(this.whole, now, changed);
    for (const voices of [this.#by.late, this.#by.fresh]) {
      let first = voices.first;
      while (first && changed.size < MAX_CHANGED && this.#statusOf(first, now) !== first.status) {
        this.#place(first, now, changed);
        first = voices.first;
      }
    }
    this.#forgetExpired(now);
  }

  #add(key: string, paths: readonly string[], changed: Set<Voice>): Voice {
    const voice = new Voice(this.#promised.event, { text: key, paths });
    this.#keys.set(key, voice);
    this.#by.fresh.add(voice);
    // It may be one that was silent when it was forgotten.
    if (this.#hasForgotten) changed.add(voice);
    return voice;
  }

  #place(voice: Voice, now: number, changed: Set<Voice>): void {
    this.#by[voice.status].remove(voice);
    this.#judge(voice, now, changed);
    this.#by[voice.status].add(voice);
  }

  #judge(voice: Voice, now: number, changed: Set<Voice>): void {
    const status = this.#statusOf(voice, now);
    if (status !== voice.status) changed.add(voice);
    voice.status = status;
  }

  #statusOf({ spoke }: Voice, now: number): FreshnessStatus {
    const { every } = this.#promised;
    if (spoke === null || now - spoke > SILENT * every) return "silent";
    return now - spoke > LATE * every ? "late" : "fresh";
  }

  /** The record drops the same one; whoever knows it must not take it for fresh for ever. */
  #forgetFirst(changed: Set<Voice>): void {
    const { fresh, late, silent } = this.#by;
    const voice = (silent.first ?? late.first ?? fresh.first)!;
    this.#forget(voice);
    if (voice.status !== "silent") changed.add(voice);
    voice.status = "silent";
  }

  #forgetExpired(now: number): void {
    const { every, ms } = this.#promised;
    if (ms === undefined) return;
    const life = Math.max(SILENT * every, ms) + REMEMBERED;
    const { silent } = this.#by;
    while (silent.first && now - silent.first.spoke! > life) this.#forget(silent.first);
  }

  #forget(voice: Voice): void {
    this.#keys.delete(voice.key!);
    this.#by[voice.status].remove(voice);
    this.#hasForgotten = true;
  }
}
