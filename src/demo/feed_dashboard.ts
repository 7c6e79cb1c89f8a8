import type { Api, Publication } from "./api.ts";
import type { Loop } from "./loop.ts";
import { Machine, type MachineSample, scoreOf } from "./machine.ts";
import { round } from "./random.ts";

/** What the server says of itself. */
export interface ServerSample {
  status: string;
  connections: number;
  answer_ms: number;
}

/** Feeds the board `dashboard` of every demo person with the live numbers of the machine and of the server. */
export class DashboardFeed {
  readonly #api: Api;
  readonly #machine = new Machine();
  readonly #userIds: readonly number[];

  constructor(api: Api, people: readonly { readonly userId: number }[]) {
    this.#api = api;
    this.#userIds = people.map(({ userId }) => userId);
  }

  /** What this feed does, and how often. */
  loops(): Loop[] {
    return [{ name: "Measuring the machine", every: 2_000, round: () => this.#publishSample() }];
  }

  async #publishSample(): Promise<void> {
    const server = await this.#readServer();
    const machine = this.#machine.read();
    await this.#api.publish(this.#userIds.flatMap((id) => sampleUpdates(id, machine, server)));
  }

  async #readServer(): Promise<ServerSample> {
    const asked = performance.now();
    const { status } = await this.#api.get<{ status: string }>("/health/ready");
    const answer_ms = round(performance.now() - asked, 1);
    const { total_connections } = await this.#api.get<{ total_connections: number }>("/ws/stats");
    return { status, connections: total_connections, answer_ms };
  }
}

/** The publications of one measurement for one person: all numbers, and the score if there is one. */
export function sampleUpdates(userId: number, machine: MachineSample, server: ServerSample): Publication[] {
  const group = `dashboard_${userId}`;
  const data = { measured_at: new Date().toISOString(), ...machine, server };
  const score = scoreOf(machine);
  const update = { group, message: { type: "dashboard_update", data } };
  if (score === null) return [update];
  return [update, {
    group,
    message: { type: "gcode_update", data: { g_code_score: score, update_score: true } },
  }];
}
