/** A declared board for what shows it: a state, a log, a rhythm, what nobody keeps, and who is there. */
import assert from "node:assert/strict";
import { ConfigFolder } from "./configured.ts";
import { API_KEY, type RunningBoardcast, type StartOptions } from "./boardcast.ts";
import { expectStatus } from "./http_client.ts";
import { publishAll } from "./plant.ts";

const CONFIGURATION = `
boards:
  hall:
    path: /ws/hall/
    access: {open: true}
    groups: [{name: hall, presence: true}]
    events:
      state: {key: [k], keep: 1}
      entry: {keep: 1000}
      beat: {keep: 10, every: 1s}
      flash: {}
`;

/** The events of the board `hall`. */
export interface HallEvents {
  state: { type: "state"; k: string; n: number };
  entry: { type: "entry"; n: number };
  beat: { type: "beat" };
  flash: { type: "flash"; n: number };
}

/** Starts a server that has the board `hall`. */
export async function startHall(options: StartOptions = {}): Promise<RunningBoardcast> {
  await using folder = await ConfigFolder.with(CONFIGURATION);
  return await folder.serve(options);
}

/** Where the board is watched, by way of `server` or of a proxy before it. */
export function hallUrl(server: { readonly wsUrl: string }): string {
  return `${server.wsUrl}/ws/hall/`;
}

/** Publishes on the board, in one request. */
export async function tell(
  server: Pick<RunningBoardcast, "url">,
  ...messages: HallEvents[keyof HallEvents][]
): Promise<void> {
  await publishAll(server, messages.map((message) => ({ group: "hall", message: { ...message } })));
}

/** A message of the event `state`. */
export function state(k: string, n: number): HallEvents["state"] {
  return { type: "state", k, n };
}

/** A message of the event `entry`. */
export function entry(n: number): HallEvents["entry"] {
  return { type: "entry", n };
}

/** Waits until the server has so many connections. */
export async function connections(server: RunningBoardcast, count: number): Promise<void> {
  const headers = { "x-api-key": API_KEY };
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { body } = await expectStatus(200, server, "GET", "/metrics", { headers });
    const samples = [...(body as string).matchAll(/^boardcast_connections\b.* (\d+)$/gm)];
    const open = samples.reduce((sum, [, sample]) => sum + Number(sample), 0);
    if (open === count) return;
    assert.ok(Date.now() < deadline, `${open} connections are open instead of ${count}`);
  }
}
