import type { FreshnessReport, FreshnessStatus } from "../protocol/control.ts";
import type { Publication } from "../record/publication.ts";
import type { Record } from "../record/record.ts";
import { EventFreshness, type Promised } from "./event_freshness.ts";
import type { Voice } from "./voice.ts";

export type { Promised };

/** Who is to blame for what is not fresh. */
type Cause = "producer" | "backend";

/** How fresh a group is on the whole, and the worst of its keys; `cause` if one of both is not fresh. */
export interface OverallFreshness {
  readonly status: FreshnessStatus;
  readonly keys: FreshnessStatus;
  readonly cause: Cause | null;
}

/** How fresh the events of one group are that promise to come regularly, by when they last spoke. */
export class Freshness {
  readonly #events: ReadonlyMap<string, EventFreshness>;
  #cause: Cause = "producer";
  #version = 0;
  #now: number;
  /** Goes on with the time of day, but never back. */
  #clock = 0;

  /** What `record` tells at `now` (ms since 1970). */
  constructor(promised: readonly Promised[], record: Record, now: number) {
    this.#now = now;
    this.#events = new Map(promised.map((one) => [one.event, new EventFreshness(one)]));
    if (promised.length > 0) this.#hear(newest(record));
  }

  /** Counts what has been reported: see {@link Freshness.since}. */
  get version(): number {
    return this.#version;
  }

  /** Takes what was published at `now`, and reports what is fresh again. */
  note(publications: readonly Publication[], now: number): FreshnessReport[] {
    this.#goOn(now);
    return this.#changed(this.#hear(publications));
  }

  /** Takes what `record` holds at `now` after it began again, and reports what is fresh by it. */
  noteAll(record: Record, now: number): FreshnessReport[] {
    return this.#events.size === 0 ? [] : this.note(newest(record), now);
  }

  /** Reports what has become late or silent at `now`, or goes on being so for another `cause`. */
  look(now: number, cause: Cause): FreshnessReport[] {
    this.#goOn(now);
    const changed = new Set<Voice>();
    for (const event of this.#events.values()) event.look(this.#clock, changed);
    if (cause === this.#cause) return this.#changed(changed);
    this.#cause = cause;
    return this.#changed(changed.union(this.#notFresh()));
  }

  /** Everything for somebody new: each event, and each key that is not fresh. */
  report(now: number): FreshnessReport[] {
    this.#goOn(now);
    return this.#reports(this.#all(({ whole, keysNotFresh }) => [whole, ...keysNotFresh]));
  }

  /** The worst of its events and of their keys, as they were at the last look; `null` if nothing is promised. */
  get overall(): OverallFreshness | null {
    if (this.#events.size === 0) return null;
    const events = [...this.#events.values()];
    const status = worst(events.map(({ whole }) => whole.status));
    const keys = worst(events.map(({ worstKey }) => worstKey));
    return { status, keys, cause: status === "fresh" && keys === "fresh" ? null : this.#cause };
  }

  /** What was reported after `version`, as it is now. */
  since(version: number, now: number): FreshnessReport[] {
    if (version === this.#version) return [];
    this.#goOn(now);
    return this.#reports(this.#all(({ all }) => all.filter((voice) => voice.version > version)));
  }

  #hear(publications: readonly Publication[]): Set<Voice> {
    const changed = new Set<Voice>();
    for (const publication of publications) {
      // One from the future is by a clock that has been set back since: it counts from now on.
      const age = Math.max(0, this.#now - publication.time);
      this.#events.get(publication.event)?.hear(publication, this.#clock - age, this.#clock, changed);
    }
    return changed;
  }

  #goOn(now: number): void {
    this.#clock += Math.max(0, now - this.#now);
    this.#now = now;
  }

  #all(voicesOf: (event: EventFreshness) => readonly Voice[]): Voice[] {
    return [...this.#events.values()].flatMap(voicesOf);
  }

  #notFresh(): Set<Voice> {
    const all = this.#all(({ whole, keysNotFresh }) => [whole, ...keysNotFresh]);
    return new Set(all.filter(({ status }) => status !== "fresh"));
  }

  #changed(voices: ReadonlySet<Voice>): FreshnessReport[] {
    if (voices.size > 0) this.#version++;
    for (const voice of voices) voice.version = this.#version;
    return this.#reports([...voices]);
  }

  #reports(voices: readonly Voice[]): FreshnessReport[] {
    return voices.map(({ event, keyValues, status, spoke }) => ({
      event,
      ...keyValues && { key: keyValues },
      status,
      age: spoke === null ? null : this.#clock - spoke,
      ...status !== "fresh" && { cause: this.#cause },
    }));
  }
}

function worst(statuses: readonly FreshnessStatus[]): FreshnessStatus {
  return ["silent", "late"].find((one) => statuses.includes(one as FreshnessStatus)) as FreshnessStatus ??
    "fresh";
}

/** The newest publication of each event and key, in the order of their times: a clock may have been set back. */
function newest(record: Record): Publication[] {
  const all = record.since().publications.map((one) => [`${one.event}\n${one.key}`, one] as const);
  return [...new Map(all).values()].sort((one, other) => one.time - other.time);
}
