/**
 * Everything at once, for a while, in an order that a seed decides: `STRESS_SEED` repeats it. What must hold is looked at
 * all the time and at the end.
 */
import assert from "node:assert/strict";
import { Random } from "../src/demo/random.ts";
import { createDataFolder } from "./support/accounts.ts";
import { API_KEY, type RunningBoardcast } from "./support/boardcast.ts";
import { eventually } from "./support/expect.ts";
import { expectStatus } from "./support/http_client.ts";
import { Ledger } from "./support/ledger.ts";
import { type Item, plantUrl, publishAll, startPlant } from "./support/plant.ts";
import { isLog, PlainViewer, ROOMS, StressViewer } from "./support/stress_viewer.ts";
import { V1Client } from "./support/v1_client.ts";

const SEED = Number(Deno.env.get("STRESS_SEED") ?? crypto.getRandomValues(new Uint16Array(1))[0]);
const DURATION = 12_000;
const VIEWERS = 14;
const PLAIN = 4;
const PRODUCERS = 4;
/** How many publications a request has at most, and how many bytes each of them. */
const SIZES = [[1, 200], [1, 200], [1, 60_000], [20, 200], [20, 200], [12, 30_000]] as const;

const GIVEN = ["log_a", "short_a", "state_a", "series_a", "transient_a"];
const ROOM_NAMES = Array.from({ length: ROOMS }, (_, at) => `room_a_${at + 1}`);
const HEADERS = { "x-api-key": API_KEY };

Deno.test(`stress: what is promised holds whatever viewers and producers do (STRESS_SEED=${SEED})`, async (t) => {
  await using data = await createDataFolder();
  const env = { BOARDCAST_LIMITS_HIGH_WATER_BYTES: "65536" };
  await using server = await startPlant({ data: data.path, env });
  const ledger = new Ledger();
  const url = plantUrl(server, "a");
  await using stack = new AsyncDisposableStack();
  const viewers = Array.from(
    { length: VIEWERS },
    (_, at) => stack.use(new StressViewer(url, { ledger, random: new Random(SEED + 100 + at) })),
  );
  const plain = Array.from(
    { length: PLAIN },
    (_, at) => new PlainViewer(url, { ledger, random: new Random(SEED + 200 + at) }),
  );

  await t.step("viewers come and go while producers publish side by side", async () => {
    const deadline = Date.now() + DURATION;
    const producers = Array.from({ length: PRODUCERS }, (_, at) => new Random(SEED + at));
    await Promise.all([
      ...producers.map((random) => publishUntil(deadline, server, ledger, random)),
      ...viewers.map((viewer) => viewer.live(deadline)),
      ...plain.map((viewer) => viewer.live(deadline)),
    ]);
  });

  await t.step("offsets are whole numbers from 1 without a hole", () => {
    for (const group of ledger.groups) {
      const ids = ledger.idsOf(group);
      const missing = Array.from(ids).findIndex((id) => id === undefined);
      assert.equal(missing, -1, `${group}: nobody was told the offset ${missing + 1} of ${ids.length}`);
    }
    assert.ok(ledger.idsOf("log_a").length > 500, `only ${ledger.idsOf("log_a").length} in the log`);
  });

  await t.step(
    "every viewer comes to the end, and was told nothing twice, out of order or broken",
    async () => {
      for (const viewer of viewers) {
        for (const group of GIVEN) await reached(viewer, ledger, group);
        assert.deepEqual([viewer.reader.faults, viewer.broken], [[], []]);
        assert.deepEqual(viewer.told.get("log_a"), ledger.idsOf("log_a"));
        const flashes = viewer.told.get("transient_a") ?? [];
        assert.equal(new Set(flashes).size, flashes.length, "a transient publication came twice");
      }
      const gaps = viewers.reduce((sum, { reader }) => sum + reader.gaps, 0);
      assert.ok(
        gaps > 0,
        "nobody was away for so long that something was lost: the test shows nothing of that",
      );
    },
  );

  await t.step("a plain viewer was told the log without a hole while it was there", () => {
    const placeOf = new Map(ledger.idsOf("log_a").map((id, at) => [id, at]));
    for (const { told, broken } of plain) {
      assert.deepEqual(broken, []);
      for (const ids of told) {
        const first = placeOf.get(ids[0]!) ?? 0;
        assert.deepEqual(ids, ledger.idsOf("log_a").slice(first, first + ids.length));
      }
    }
    assert.ok(plain.some(({ told }) => told.some((ids) => ids.length > 50)), "no plain viewer was told much");
  });

  await t.step(
    "a viewer who comes back gets no backlog of states, and of a series what is kept",
    async () => {
      const counts = new Map<string, number>();
      await using viewer = new V1Client(url, {
        onFrame: ({ $group, k }) =>
          $group && counts.set(`${$group} ${k}`, (counts.get(`${$group} ${k}`) ?? 0) + 1),
      });
      await viewer.open();
      for (const group of GIVEN) await reached(viewer, ledger, group);
      const of = (group: string) =>
        [...counts].filter(([name]) => name.startsWith(group)).map(([, count]) => count);
      assert.deepEqual(of("state_a"), Array(8).fill(1));
      assert.deepEqual(of("series_a"), Array(8).fill(3));
      assert.deepEqual(viewer.reader.faults, []);
    },
  );

  await t.step("everybody is still served, in the rooms too", async () => {
    const random = new Random(SEED + 300);
    await Promise.all(viewers.map((viewer) => viewer.join("room_a_1")));
    const items = ["room_a_1", ...GIVEN].map((group) => ledger.message(group, 100, random));
    ledger.acknowledge(items, await publishAll(server, items));
    for (const viewer of viewers) {
      for (const group of ["room_a_1", ...GIVEN]) await reached(viewer, ledger, group);
      assert.deepEqual(viewer.reader.faults, []);
    }
  });

  await t.step("when all have left, nobody is a member of anything", async () => {
    await Promise.all(viewers.map((viewer, at) => at % 2 === 0 ? viewer.close() : viewer.cut()));
    await assertEmpty(server, [...GIVEN, ...ROOM_NAMES]);
  });
});

Deno.test(`stress: one socket is in 240 groups, comes back in all of them, and leaves (STRESS_SEED=${SEED})`, async () => {
  await using server = await startPlant();
  const random = new Random(SEED + 400);
  const ledger = new Ledger();
  const rooms = Array.from({ length: 240 }, (_, at) => `room_a_${at}`);
  const publishInAll = async () => {
    const items = rooms.map((room) => ledger.message(room, random.integer(0, 300), random));
    ledger.acknowledge(items, await publishAll(server, items));
  };
  await publishInAll();
  for (const resumeIn of ["url", "frame"] as const) {
    await using viewer = new V1Client(plantUrl(server, "a"), { isLog, resumeIn, joins: rooms.slice(0, 200) });
    await viewer.open();
    for (const room of rooms.slice(200)) await viewer.join(room);
    for (let round = 0; round < 5; round++) {
      await publishInAll();
      if (round % 2 === 0) await viewer.cut();
      await publishInAll();
      if (round % 2 === 0) await viewer.open();
      for (const room of rooms) await reached(viewer, ledger, room);
    }
    assert.deepEqual(viewer.reader.faults, []);
    await viewer.close();
    await eventually(() => members(server, "room_a_239"), (count) => count === 0);
  }
});

Deno.test(`stress: viewers who go away while they are let in leave nothing behind (STRESS_SEED=${SEED})`, async () => {
  await using server = await startPlant();
  const random = new Random(SEED + 500);
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 25 }, async () => {
      const viewer = new V1Client(plantUrl(server, "a"), { joins: ROOM_NAMES });
      const opening = viewer.open().catch(() => {});
      if (random.chance(0.7)) await opening;
      if (random.chance(0.5) && viewer.isOpen) viewer.send({ type: "$join", group: "room_a_99" });
      await viewer.cut();
    }));
  }
  await assertEmpty(server, [...GIVEN, ...ROOM_NAMES, "room_a_99"]);
});

const SILENT = "silent";
const PONG: Reaction = { type: "$pong" };
const INVALID: Reaction = { type: "$error" };

type Reaction = Record<string, unknown> | number | typeof SILENT;

/** What nobody should send, and what is documented to come of it: a frame, a close code, nothing. */
const MALFORMED: { name: string; send: string | Uint8Array; reaction: Reaction }[] = [
  { name: "nothing", send: "", reaction: SILENT },
  { name: "no JSON", send: '{"type":"$ping"', reaction: SILENT },
  { name: "two values", send: '{"type":"$ping"}{"type":"$ping"}', reaction: SILENT },
  { name: "null", send: "null", reaction: SILENT },
  { name: "text", send: '"$ping"', reaction: SILENT },
  { name: "a list of commands", send: '[{"type":"$ping"}]', reaction: SILENT },
  { name: "no type", send: '{"$ref":"r"}', reaction: { type: "$reply", ref: "r" } },
  { name: "a type that is a list", send: '{"type":["$ping"]}', reaction: SILENT },
  { name: "a type that is an object", send: '{"type":{"$ping":1}}', reaction: SILENT },
  { name: "a type twice", send: '{"type":"$no","type":"$ping"}', reaction: PONG },
  { name: "a name of the prototype", send: '{"type":"$ping","__proto__":{"$ref":[]}}', reaction: PONG },
  {
    name: "a command in a binary frame",
    send: new TextEncoder().encode('{"type":"$ping"}'),
    reaction: SILENT,
  },
  { name: "noise in a binary frame", send: new Uint8Array(50_000).fill(0xff), reaction: SILENT },
  { name: "half a surrogate pair", send: '{"type":"$ping","sent":"\\ud800"}', reaction: PONG },
  {
    name: "depth",
    send: `{"type":"$ping","sent":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
    reaction: INVALID,
  },
  { name: "depth without an end", send: '{"$a":'.repeat(10_000), reaction: SILENT },
  { name: "an endless number", send: `{"type":"$ping","sent":${"9".repeat(60_000)}}`, reaction: PONG },
  {
    name: "as much as may be",
    send: `{"type":"$ping","sent":"${"x".repeat(65_536 - 26)}"}`,
    reaction: INVALID,
  },
  { name: "a byte too much", send: `{"type":"$ping","sent":"${"x".repeat(65_536 - 25)}"}`, reaction: 4413 },
  { name: "too much in bytes", send: `"${"é".repeat(32_768)}"`, reaction: 4413 },
  { name: "a megabyte", send: new Uint8Array(1024 * 1024), reaction: 4413 },
];

Deno.test("stress: a malformed frame has the documented reaction, and never hangs", async (t) => {
  await using server = await startPlant();
  for (const { name, send, reaction } of MALFORMED) {
    await t.step(name, async () => {
      const heard: string[] = [];
      await using viewer = new V1Client(plantUrl(server, "a"), {
        onFrame: ({ type, ref }) => heard.push(`${type} ${ref}`),
      });
      await viewer.open();
      await viewer.until(() => heard.includes("$welcome undefined") && heard.length === 1 + GIVEN.length);
      heard.length = 0;
      viewer.send(send);
      if (typeof reaction === "number") return assert.equal((await viewer.closed).code, reaction);
      await viewer.ask({ type: "$ping" });
      const expected = reaction === SILENT ? [] : [`${reaction["type"]} ${reaction["ref"]}`];
      assert.deepEqual(heard, [...expected, "$pong 1"]);
    });
  }
});

/** Publishes one thing after the other. */
async function publishUntil(
  deadline: number,
  server: RunningBoardcast,
  ledger: Ledger,
  random: Random,
): Promise<void> {
  while (Date.now() < deadline) {
    const items = itemsOf(ledger, random);
    const key = random.chance(0.3) ? `${SEED} ${items[0]!.message["id"]}` : undefined;
    const times = key !== undefined ? random.integer(2, 5) : 1;
    const answers = await Promise.all(
      Array.from({ length: times }, () => publishAll(server, items, key === undefined ? {} : { key })),
    );
    for (const answer of answers) assert.deepEqual(answer, answers[0], "one key had two answers");
    ledger.acknowledge(items, answers[0]!);
    await new Promise((resolve) => setTimeout(resolve, random.between(0, 20)));
  }
}

function itemsOf(ledger: Ledger, random: Random): Item[] {
  const groups = ["log_a", "log_a", ...GIVEN, random.pick(ROOM_NAMES)];
  const [count, most] = random.pick(SIZES);
  return Array.from(
    { length: random.integer(1, count) },
    () => ledger.message(random.pick(groups), random.integer(0, most), random),
  );
}

/** Waits until `viewer` stands at the end of what was acknowledged in `group`. */
async function reached(viewer: V1Client, ledger: Ledger, group: string): Promise<void> {
  const end = ledger.idsOf(group).length;
  await viewer.until(() => viewer.reader.position(group)?.offset === end);
}

/** Waits until nobody is in `groups`, and nothing else is left of anybody. */
async function assertEmpty(server: RunningBoardcast, groups: readonly string[]): Promise<void> {
  for (const group of groups) await eventually(() => members(server, group), (count) => count === 0);
  const { body } = await expectStatus(200, server, "GET", "/metrics", { headers: HEADERS });
  for (const name of ["members", "open_groups", "stuck_sockets", "lagging_connections"]) {
    assert.match(body, new RegExp(`^boardcast_${name} 0$`, "m"));
  }
}

async function members(server: RunningBoardcast, group: string): Promise<number> {
  return (await expectStatus(200, server, "GET", `/api/v1/groups/${group}`, { headers: HEADERS })).body
    .members;
}
