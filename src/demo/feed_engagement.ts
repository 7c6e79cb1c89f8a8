import { activityAt } from "./activity.ts";
import { Allowance } from "./allowance.ts";
import type { Api, Publication } from "./api.ts";
import { type Loop, Preparation } from "./loop.ts";
import { DEMO_CLIENTS, DEMO_MSP, type DemoApplication, type DemoClient } from "./organisation.ts";
import { type Random, round } from "./random.ts";

/** Between two increments of one client: 3 s. */
const INCREMENT_EVERY = 3_000;

/** What may be wrong with an application; `severity` high, medium or low. */
const ALERTS = [
  { severity: "low", details: "Use is a quarter below the usual for this hour" },
  { severity: "medium", details: "Answers take twice as long as yesterday" },
  { severity: "medium", details: "Someone new uses it outside office hours" },
  { severity: "high", details: "A prompt with personal data was stopped" },
] as const;

interface Day {
  date: string;
  interactions: number;
}

/** Feeds the board `engagement`: an MSP whose clients work with their applications, more by day than by night. */
export class EngagementFeed {
  readonly #api: Api;
  readonly #random: Random;
  readonly #now: () => Date;
  readonly #prepared = new Preparation(() => this.#prepare());
  readonly #alerts = new Allowance({ burst: 3, every: 20 * 60_000 });
  readonly #tallies = new Map<string, Tally>(DEMO_CLIENTS.map(({ id }) => [id, new Tally()]));

  constructor(api: Api, random: Random, now: () => Date = () => new Date()) {
    this.#api = api;
    this.#random = random;
    this.#now = now;
  }

  /** What this feed does, and how often. */
  loops(): Loop[] {
    const perClient = DEMO_CLIENTS.flatMap((client) => [
      { name: `Counting at ${client.name}`, every: INCREMENT_EVERY, round: () => this.#increment(client) },
      { name: `Reporting for ${client.name}`, every: 10_000, round: () => this.#report(client) },
    ]);
    return [...perClient, { name: "Watching the clients", every: 30_000, round: () => this.#alert() }];
  }

  async #prepare(): Promise<void> {
    for (const client of DEMO_CLIENTS) {
      await this.#api.request("PUT", clientPath(client), { name: client.name, msp_id: DEMO_MSP.id });
      for (const application of client.applications) await this.#prepareApplication(client, application);
    }
  }

  /** What an earlier run counted today is counted on. */
  async #prepareApplication(client: DemoClient, { id, name }: DemoApplication): Promise<void> {
    const path = `${clientPath(client)}/applications/${id}`;
    await this.#api.request("PUT", path, { name });
    const { interaction_trends } = await this.#api.get<{ interaction_trends: Day[] }>(`${path}/interactions`);
    const today = interaction_trends.find(({ date }) => date === dayOf(this.#now()));
    this.#tallies.get(client.id)!.set(id, today?.interactions ?? 0, this.#now());
  }

  #increment(client: DemoClient): Promise<void> {
    return this.#prepared.before(async () => {
      const interaction_count = interactionsNow(client, this.#now(), this.#random);
      if (interaction_count === 0) return;
      const { id: app_id } = pickApplication(client, this.#random);
      await this.#api.request("POST", `${clientPath(client)}/interactions/increment`, {
        app_id,
        interaction_count,
      });
      this.#tallies.get(client.id)!.add(app_id, interaction_count, this.#now());
    });
  }

  #report(client: DemoClient): Promise<void> {
    return this.#prepared.before(() =>
      this.#api.publish([
        engagementUpdate(client, this.#tallies.get(client.id)!.of(this.#now()), this.#now()),
      ])
    );
  }

  #alert(): Promise<void> {
    return this.#prepared.before(async () => {
      if (!this.#alerts.take()) return;
      const client = this.#random.pick(DEMO_CLIENTS);
      const { severity, details } = this.#random.pick(ALERTS);
      const data = { severity, details, app: pickApplication(client, this.#random).name };
      await this.#api.publish([{ group: `client_${client.id}`, message: { type: "alert", data } }]);
    });
  }
}

/** What the demo has counted today at one client, by application. */
export class Tally {
  #day = "";
  #counts = new Map<string, number>();

  /** `id` has `count` interactions. */
  set(id: string, count: number, now: Date): void {
    this.of(now).set(id, count);
  }

  /** `id` has `count` interactions more. */
  add(id: string, count: number, now: Date): void {
    this.set(id, (this.of(now).get(id) ?? 0) + count, now);
  }

  /** The counts on the day of `now` (UTC, as the server counts), from zero on a new day. */
  of(now: Date): Map<string, number> {
    const day = dayOf(now);
    if (day !== this.#day) this.#counts = new Map();
    this.#day = day;
    return this.#counts;
  }
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function clientPath({ id }: DemoClient): string {
  return `/api/v1/clients/${id}`;
}

/** How many interactions `client` has had since the last increment: none at all now and then, more so at night. */
export function interactionsNow(client: DemoClient, now: Date, random: Random): number {
  const expected = client.perMinute * activityAt(now) * INCREMENT_EVERY / 60_000;
  const drawn = expected * random.between(0.3, 1.7);
  return Math.floor(drawn) + (random.chance(drawn % 1) ? 1 : 0);
}

function pickApplication({ applications }: DemoClient, random: Random): DemoApplication {
  return random.pick(
    applications.flatMap((application) => Array<DemoApplication>(application.weight).fill(application)),
  );
}

/** The engagement of `client`: its applications as counted, shared out over its departments and agents. */
export function engagementUpdate(
  client: DemoClient,
  counts: ReadonlyMap<string, number>,
  now: Date,
): Publication {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const busy = activityAt(now);
  const data = {
    departments: client.departments.map((name, index) => ({
      name,
      interactions: share(total, index, client.departments.length),
      active_users: Math.round(busy * (4 + 3 * index)),
    })),
    applications: client.applications.map(({ id, name }) => ({
      app_id: id,
      name,
      interactions: counts.get(id) ?? 0,
      share_percent: total === 0 ? 0 : round(100 * (counts.get(id) ?? 0) / total, 1),
    })),
    agents: client.agents.map((name, index) => ({
      name,
      status: busy > 0.1 * (index + 1) ? "working" : "idle",
      tasks_completed: Math.floor(total / (6 + 2 * index)),
    })),
  };
  return { group: `client_${client.id}`, message: { type: "engagement_update", data } };
}

/** The part of `total` of number `index` of `count`: together they are `total`. */
function share(total: number, index: number, count: number): number {
  return Math.floor(total * (index + 1) / count) - Math.floor(total * index / count);
}
