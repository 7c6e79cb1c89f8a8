/** A viewer that does not read: what it has missed and what it has not, and when it is let go; in both dialects. */
import assert from "node:assert/strict";
// @ts-types="@types/ws"
import WebSocket from "ws";
import { API_KEY, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { connect, type Connection, type Frame } from "./support/ws_client.ts";

const BOARD = `
boards:
  machines:
    path: /ws/machines/
    access: {open: true}
    groups: [machines]
    events:
      state: {key: [machine], keep: 1}
      entry: {keep: 10000}
      cursor: {}
`;
const MACHINES = ["a", "b", "c"];
/** One entry of this length a round fills the buffers of the kernel soon, and does not make who reads lag. */
const PAD = "x".repeat(60_000);
const MAX_ROUNDS = 600;
const ROUNDS_AFTERWARDS = 10;
const PATIENCE = 20_000;
const KEY = { "x-api-key": API_KEY };

for (const dialect of ["plain", "v1"] as const) {
  Deno.test(`${dialect}: who begins to read again has the newest of every key and the whole log`, async () => {
    await using server = await startMachines();
    await using healthy = await open(server, dialect);
    using slow = await Paused.open(server, dialect);
    const lagging = await playUntil(server, healthy, 0, () => isMetric(server, "lagging_connections", 1));
    const rounds = await play(server, healthy, lagging, ROUNDS_AFTERWARDS);
    const newest = rounds - 1;
    await slow.read(({ states, entries }) =>
      entries.at(-1) === newest &&
      MACHINES.every((machine) => states.findLast((one) => one.machine === machine)?.round === newest)
    );
    assert.deepEqual(slow.seen.entries, upTo(rounds), "the log is whole and in its order");
    assert.ok(
      slow.seen.states.length <= (lagging + 1) * MACHINES.length,
      "states that are not the newest were skipped",
    );
    assert.ok(isAscending(slow.seen.states.map(({ round }) => round)), "no state came after a newer one");
    const dropped = rounds - slow.seen.cursors.length;
    assert.ok(dropped >= ROUNDS_AFTERWARDS, `only ${dropped} were dropped`);
    assert.equal(await metric(server, "transient_publications_dropped_total"), dropped);
  });

  Deno.test(`${dialect}: who does not read for too long leaves every group, and the others notice nothing`, async () => {
    await using server = await startMachines({ BOARDCAST_LIMITS_SLOW_MS: "100" });
    await using healthy = await open(server, dialect);
    using slow = await Paused.open(server, dialect);
    const evicted = await playUntil(
      server,
      healthy,
      0,
      () => isMetric(server, 'connections_closed_total{code="4008"}', 1),
    );
    assert.equal(await members(server), 1);
    assert.equal(await metric(server, "members"), 1);
    assert.equal(await metric(server, "lagging_connections"), 0);
    assert.equal(await metric(server, "stuck_sockets"), 1);
    await play(server, healthy, evicted, ROUNDS_AFTERWARDS);
    slow.destroy();
    await eventually(() => isMetric(server, "stuck_sockets", 0));
  });
}

type Dialect = "plain" | "v1";

/** What has come of each event, in the order in which it came. */
interface Seen {
  readonly states: { readonly machine: string; readonly round: number }[];
  readonly entries: number[];
  readonly cursors: number[];
}

/** A viewer that does not read before it is told to. */
class Paused implements Disposable {
  readonly seen: Seen = { states: [], entries: [], cursors: [] };
  readonly #socket: WebSocket;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#note(JSON.parse(data.toString())));
    socket.on("close", () => this.#changed.reject(new Error("the slow viewer was closed")));
    this.#changed.promise.catch(() => {});
  }

  static async open(server: RunningBoardcast, dialect: Dialect): Promise<Paused> {
    const before = await members(server);
    const socket = new WebSocket(`${server.wsUrl}/ws/machines/`, protocolsOf(dialect), {
      perMessageDeflate: false,
    });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const paused = new Paused(socket);
    await eventually(async () => await members(server) > before);
    socket.pause();
    return paused;
  }

  /** Reads until `isDone`. */
  async read(isDone: (seen: Seen) => boolean): Promise<void> {
    this.#socket.resume();
    const timer = setTimeout(() => this.#changed.reject(new Error("not everything came in time")), PATIENCE);
    while (!isDone(this.seen)) await this.#changed.promise;
    clearTimeout(timer);
  }

  destroy(): void {
    this.#socket.terminate();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  #note(frame: Frame | Frame[]): void {
    const { states, entries, cursors } = this.seen;
    for (const { type, machine, round } of [frame].flat()) {
      if (type === "state") states.push({ machine, round });
      if (type === "entry") entries.push(round);
      if (type === "cursor") cursors.push(round);
    }
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    this.#changed.promise.catch(() => {});
  }
}

async function startMachines(env: Record<string, string> = {}): Promise<RunningBoardcast> {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  await Deno.writeTextFile(file, BOARD);
  try {
    return await startBoardcast({ env: { BOARDCAST_CONFIG: file, ...env } });
  } finally {
    await Deno.remove(file);
  }
}

async function open(server: RunningBoardcast, dialect: Dialect): Promise<Connection> {
  const viewer = await connect(`${server.wsUrl}/ws/machines/`, { protocols: protocolsOf(dialect) });
  await eventually(async () => await members(server) === 1);
  return viewer;
}

function protocolsOf(dialect: Dialect): string[] {
  return dialect === "v1" ? ["boardcast.v1"] : [];
}

/** Plays rounds from `first` until `isDone`; the number of the next one. */
async function playUntil(
  server: RunningBoardcast,
  healthy: Connection,
  first: number,
  isDone: () => Promise<boolean>,
): Promise<number> {
  for (let round = first; round < MAX_ROUNDS; round++) {
    if (await isDone()) return round;
    await play(server, healthy, round, 1);
  }
  throw new Error(`nothing had come of it after ${MAX_ROUNDS} rounds`);
}

/** Publishes `count` rounds, of which `healthy` must get all; the number of the next one. */
async function play(
  server: RunningBoardcast,
  healthy: Connection,
  first: number,
  count: number,
): Promise<number> {
  for (let round = first; round < first + count; round++) {
    const messages = [
      ...MACHINES.map((machine) => ({ type: "state", machine, round })),
      { type: "entry", round, pad: PAD },
      { type: "cursor", round },
    ];
    const response = await fetch(`${server.url}/api/v1/publish`, {
      method: "POST",
      headers: KEY,
      body: JSON.stringify(messages.map((message) => ({ group: "machines", message }))),
    });
    assert.equal(response.status, 200, await response.text());
    assert.deepEqual(await received(healthy, round, messages.length), messages.map(({ type }) => type));
  }
  return first + count;
}

/** The types of the next `count` publications, all of them of `round`. */
async function received(viewer: Connection, round: number, count: number): Promise<string[]> {
  const types: string[] = [];
  while (types.length < count) {
    const publications = [await viewer.receive()].flat().filter(({ type }) => !type.startsWith("$"));
    assert.ok(publications.every((publication) => publication["round"] === round), `not only round ${round}`);
    types.push(...publications.map(({ type }) => type));
  }
  return types;
}

async function members(server: RunningBoardcast): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/groups/machines`, { headers: KEY });
  return (await response.json()).members;
}

async function metric(server: RunningBoardcast, name: string): Promise<number> {
  const response = await fetch(`${server.url}/metrics`, { headers: KEY });
  const line = (await response.text()).split("\n").find((line) => line.startsWith(`boardcast_${name} `));
  return Number(line?.split(" ").at(-1) ?? NaN);
}

async function isMetric(server: RunningBoardcast, name: string, value: number): Promise<boolean> {
  return await metric(server, name) === value;
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!await holds()) assert.ok(performance.now() < deadline, `not within ${PATIENCE} ms: ${holds}`);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || numbers[at - 1]! <= number);
}
