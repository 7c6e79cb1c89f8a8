/** A viewer of the plant that sends what no good client does, beside a witness that must not notice. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast } from "./boardcast.ts";
import { assertFrame, type Expected } from "./expect.ts";
import { expectStatus } from "./http_client.ts";
import { numbered, plantUrl, publishAll, startPlant } from "./plant.ts";
import { V1Client } from "./v1_client.ts";
import { connect, type Connection, type Frame } from "./ws_client.ts";

/** The groups that every viewer of the site `a` is given. */
export const GROUPS = ["log_a", "short_a", "state_a", "series_a", "transient_a"];

/** A position that no record of the plant has reached. */
export const POSITION = { epoch: "0123456789abcdef", offset: 1 };

/**
 * Runs `test` beside a viewer of the same groups, who must be told three publications before and three after it, and
 * nothing else.
 */
export async function withWitness(
  options: Parameters<typeof startPlant>[0],
  test: (server: RunningBoardcast) => Promise<void>,
): Promise<void> {
  await using server = await startPlant(options);
  const offsets: number[] = [];
  await using witness = new V1Client(plantUrl(server, "a"), {
    isLog: (group) => group === "log_a",
    onFrame: (frame) => offsets.push(...[frame["$offset"] ?? []].flat()),
  });
  await publishAll(server, numbered("log_a", 1, 3));
  await witness.open();
  await test(server);
  await publishAll(server, numbered("log_a", 4, 6));
  await witness.until(() => witness.reader.position("log_a")?.offset === 6);
  assert.deepEqual([offsets, witness.reader.faults, witness.isOpen], [[1, 2, 3, 4, 5, 6], [], true]);
}

/** Opens a connection to the site `a`. */
export function openPlant(server: RunningBoardcast, query = ""): Promise<Connection> {
  return connect(plantUrl(server, "a") + query, { protocols: ["boardcast.v1"] });
}

/** Positions in an address; text stays as it is. */
export function resumeQuery(positions: unknown): string {
  const text = typeof positions === "string" ? positions : JSON.stringify(positions);
  return `?resume=${encodeURIComponent(text)}`;
}

/** An error with this code. */
export function refusal(code: string, more: Expected = {}): Expected {
  return { type: "$error", code, message: /./, ...more };
}

/** Reads one frame, which is an error with this code. */
export async function assertError(viewer: Connection, code: string, more: Expected = {}): Promise<void> {
  assertFrame(await viewer.receive(), refusal(code, more), code);
}

/** Reads the first delivery: what is kept of the log from the beginning, and the end of each group. */
export async function assertBegins(viewer: Connection): Promise<void> {
  const frames: Frame[] = [];
  while (frames.filter(({ type }) => type === "$resumed").length < GROUPS.length) {
    frames.push(...[await viewer.receive()].flat());
  }
  assert.deepEqual(frames.flatMap((frame) => frame["$offset"] ?? []), [1, 2, 3]);
}

/** Fails unless the next frame is the answer to a `$ping`. */
export async function assertAnswers(viewer: Connection): Promise<void> {
  viewer.send({ type: "$ping", sent: 1 });
  assertFrame(await viewer.receive(), { type: "$pong", sent: 1, received: /^\d{13}$/ }, "$ping");
}

/** Reads until a frame of the type of `expected` comes, which must be it. */
export async function receiveAmong(viewer: Connection, expected: Expected): Promise<void> {
  for (;;) {
    const found = [await viewer.receive()].flat().find(({ type }) => type === expected["type"]);
    if (found) return assertFrame(found, expected, JSON.stringify(expected));
  }
}

/** What the HTTP API says of a group. */
export async function groupState(server: RunningBoardcast, group: string): Promise<Frame> {
  const options = { headers: { "x-api-key": API_KEY } };
  return (await expectStatus(200, server, "GET", `/api/v1/groups/${group}`, options)).body;
}
