import type { Api, Publication } from "./api.ts";
import { alertFor, interventionFor, isTrouble, type Status, statusAfter } from "./casework.ts";
import { type Loop, Preparation } from "./loop.ts";
import type { Random } from "./random.ts";
import { createTutors, type Tutor, type Window, WINDOWS } from "./tutors.ts";

/** How many tutors get new numbers in one round. */
const STEPS = 3;

const MOST_OPEN_ALERTS = 8;
const MOST_OPEN_INTERVENTIONS = 6;

/** How many ids there are of each kind: used again from the first, so that the store keeps no more than these. */
const IDS = 60;

interface OpenCase {
  id: string;
  tutor_id: string;
}

/** Feeds the board `tutoring`: the numbers of all tutors, and what is done about those who do badly. */
export class TutoringFeed {
  readonly #api: Api;
  readonly #random: Random;
  readonly #now: () => Date;
  readonly #tutors: readonly Tutor[];
  readonly #prepared = new Preparation(() => this.#prepare());
  #alerts: OpenCase[] = [];
  #interventions: (OpenCase & { status: Status })[] = [];
  #lastId = 0;

  constructor(api: Api, random: Random, now: () => Date = () => new Date()) {
    this.#api = api;
    this.#random = random;
    this.#now = now;
    this.#tutors = createTutors(random);
  }

  /** What this feed does, and how often. */
  loops(): Loop[] {
    return [
      this.#loop("Measuring tutors", 3_000, () => this.#measure()),
      this.#loop("Raising alerts", 20_000, () => this.#raiseAlert()),
      this.#loop("Resolving alerts", 35_000, () => this.#resolveAlert()),
      this.#loop("Beginning interventions", 30_000, () => this.#beginIntervention()),
      this.#loop("Moving interventions", 25_000, () => this.#moveIntervention()),
    ];
  }

  #loop(name: string, every: number, work: () => Promise<void>): Loop {
    return { name, every, round: () => this.#prepared.before(work) };
  }

  /** What an earlier run left open is taken over, the oldest alert first. */
  async #prepare(): Promise<void> {
    const { alerts } = await this.#api.get<{ alerts: OpenCase[] }>("/api/alerts?resolved=false");
    const { interventions } = await this.#api.get<{ interventions: (OpenCase & { status: Status })[] }>(
      "/api/interventions",
    );
    this.#alerts = alerts.filter(isOurs).reverse();
    this.#interventions = interventions.filter((one) => isOurs(one) && one.status !== "completed");
    await this.#api.publish(this.#tutors.flatMap((tutor) => metricsUpdates(tutor, this.#now())));
  }

  async #measure(): Promise<void> {
    const tutors = Array.from({ length: STEPS }, () => this.#random.pick(this.#tutors));
    for (const tutor of tutors) tutor.step();
    await this.#api.publish([...new Set(tutors)].flatMap((tutor) => metricsUpdates(tutor, this.#now())));
  }

  async #raiseAlert(): Promise<void> {
    const tutor = this.#someoneInTrouble(this.#alerts);
    if (!tutor || this.#alerts.length >= MOST_OPEN_ALERTS) return;
    const alert = alertFor(
      this.#nextId("alert", this.#alerts),
      tutor.metrics("7day", this.#now()),
      this.#now(),
    );
    if (!alert) return;
    await this.#api.publish([publication("alert", alert)]);
    this.#alerts.push(alert);
  }

  async #resolveAlert(): Promise<void> {
    const alert = this.#alerts[0];
    if (!alert || this.#alerts.length <= MOST_OPEN_ALERTS / 2) return;
    await this.#api.request("POST", `/api/alerts/${alert.id}/resolve`, {});
    this.#alerts = this.#alerts.filter((other) => other !== alert);
  }

  async #beginIntervention(): Promise<void> {
    const tutor = this.#someoneInTrouble(this.#interventions);
    if (!tutor || this.#interventions.length >= MOST_OPEN_INTERVENTIONS) return;
    const id = this.#nextId("intervention", this.#interventions);
    const intervention = interventionFor(id, tutor.metrics("7day", this.#now()), this.#now());
    if (!intervention) return;
    await this.#api.publish([publication("intervention", intervention)]);
    this.#interventions.push(intervention);
  }

  async #moveIntervention(): Promise<void> {
    if (this.#interventions.length === 0) return;
    const intervention = this.#random.pick(this.#interventions);
    const status = statusAfter(intervention.status) ?? "completed";
    await this.#api.request("PATCH", `/api/interventions/${intervention.id}`, { status });
    intervention.status = status;
    this.#interventions = this.#interventions.filter((one) => one.status !== "completed");
  }

  #someoneInTrouble(known: readonly OpenCase[]): Tutor | undefined {
    const tutors = this.#tutors
      .filter(({ id }) => known.every(({ tutor_id }) => tutor_id !== id))
      .filter((tutor) => isTrouble(tutor.metrics("7day", this.#now()).performance_tier));
    return tutors.length === 0 ? undefined : this.#random.pick(tutors);
  }

  #nextId(kind: string, open: readonly OpenCase[]): string {
    const id = `demo-${kind}-${1 + this.#lastId++ % IDS}`;
    return open.some((one) => one.id === id) ? this.#nextId(kind, open) : id;
  }
}

/** The publications of the numbers of `tutor`, one a window. */
export function metricsUpdates(tutor: Tutor, now: Date): Publication[] {
  const windows = Object.keys(WINDOWS) as Window[];
  return windows.map((window) => publication("metrics_update", tutor.metrics(window, now)));
}

function publication(type: string, data: unknown): Publication {
  return { group: "tutoring", message: { type, data } };
}

function isOurs({ id }: OpenCase): boolean {
  return id.startsWith("demo-");
}
