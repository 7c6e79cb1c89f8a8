/** Promises to speak regularly: what viewers are told of a producer that is late, and of a server that keeps nothing. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast } from "./support/boardcast.ts";
import { ConfigFolder } from "./support/configured.ts";
import { eventually } from "./support/expect.ts";
import { expectStatus, publish, request } from "./support/http_client.ts";
import { Viewer } from "./support/viewer.ts";
import type { Frame } from "./support/ws_client.ts";

/** Every test has a site of its own, so that all of them can wait at the same time. */
const BOARD = `
boards:
  plant:
    path: /ws/plant/{site}/
    access: {open: true}
    groups: ["plant:{site}", {name: "machine:{site}:{machine}", join: true}]
    events:
      reading: {key: [machine], keep: 1, every: 1s}
      beat: {keep: 10, every: 1s}
      tide: {keep: 10, every: 1h}
      alarm: {keep: 10000}
      cursor: {}
`;
const KEY = { "x-api-key": API_KEY };
/** More than an event of every second may take to be silent. */
const PATIENCE = 15_000;
const PAD = "x".repeat(60_000);

const isFreshness = (event: string) => (frame: Frame) =>
  frame["type"] === "$freshness" && frame["event"] === event;

/** Steps that wait side by side; what they leave behind is the test's to clean up. */
async function together(t: Deno.TestContext, steps: Record<string, () => Promise<void>>): Promise<void> {
  await Promise.all(
    Object.entries(steps).map(([name, fn]) =>
      t.step({ name, fn, sanitizeOps: false, sanitizeResources: false, sanitizeExit: false })
    ),
  );
}

/** Reports without their ages, each of which must be a time that can be. */
function shown(reports: readonly Frame[]): string[] {
  return reports.map(({ event, key, status, age, cause }) => {
    assert.ok(age === null || (Number.isSafeInteger(age) && age >= 0), `the age ${age}`);
    return [
      event,
      ...key ? [JSON.stringify(key)] : [],
      status,
      cause ?? "-",
      ...age === null ? ["never"] : [],
    ]
      .join(" ");
  });
}

async function groupFreshness(server: RunningBoardcast, group: string): Promise<Frame[]> {
  const { body } = await expectStatus(200, server, "GET", `/api/v1/groups/${group}`, { headers: KEY });
  return body.freshness;
}

/** A producer that says `message` to `group` five times a second, until it is disposed. */
function producer(server: RunningBoardcast, group: string, message: Frame): AsyncDisposable {
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => last = publish(server, group, message), 200);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await last;
    },
  };
}

Deno.test("freshness", async (t) => {
  await using folder = await ConfigFolder.with(BOARD);
  await using server = await folder.serve();

  await together(t, {
    "a new viewer knows from $welcome what was never heard and what is fresh": async () => {
      const group = "plant:new";
      await using first = await Viewer.open(server, "/ws/plant/new/");
      const never = [
        "reading silent producer never",
        "beat silent producer never",
        "tide silent producer never",
      ];
      const { freshness } = await first.nextOf("$welcome");
      assert.deepEqual(shown(freshness), never);
      assert.ok(freshness.every((report: Frame) => report["group"] === group));
      assert.deepEqual(shown(await groupFreshness(server, group)), never);
      for (const type of ["tide", "alarm", "cursor"]) await publish(server, group, { type });
      const told = await first.next(isFreshness("tide"));
      assert.deepEqual(shown([told]), ["tide fresh -"]);
      assert.equal(told["group"], group);
      await first.next(({ type }) => type === "cursor");
      await publish(server, group, { type: "tide" });
      assert.ok(!(await first.rest()).some(isFreshness("tide")), "what stays fresh is not told again");
      await using second = await Viewer.open(server, "/ws/plant/new/");
      const welcome = await second.nextOf("$welcome");
      assert.deepEqual(shown(welcome["freshness"]), [...never.slice(0, 2), "tide fresh -"]);
      assert.deepEqual(shown(await groupFreshness(server, group)), shown(welcome["freshness"]));
      const rest = await second.rest();
      assert.ok(!rest.some(({ type }) => type === "$freshness"), "what $welcome said is not told again");
    },

    "an event is fresh, late, silent, and fresh again when its producer speaks": async () => {
      await using viewer = await Viewer.open(server, "/ws/plant/turns/");
      await publish(server, "plant:turns", { type: "beat" });
      const told = [await viewer.next(isFreshness("beat"))];
      for (let n = 0; n < 2; n++) told.push(await viewer.next(isFreshness("beat"), PATIENCE));
      await publish(server, "plant:turns", { type: "beat" });
      told.push(await viewer.next(isFreshness("beat")));
      assert.deepEqual(shown(told), [
        "beat fresh -",
        "beat late producer",
        "beat silent producer",
        "beat fresh -",
      ]);
      const ages = told.map(({ age }) => age);
      assert.ok(ages[1] > 2_000 && ages[2] > 5_000 && ages[3] < ages[1], `the ages ${ages}`);
      assert.deepEqual(viewer.seen.filter(isFreshness("beat")), told, "nothing was told twice");
    },

    "a key is late although the event as a whole is fresh": async () => {
      const group = "plant:keys";
      const path = "/ws/plant/keys/";
      await using viewer = await Viewer.open(server, path);
      await publish(server, group, { type: "reading", machine: "m2" });
      await using _producer = producer(server, group, { type: "reading", machine: "m1" });
      const ofKeys = (frame: Frame) => isFreshness("reading")(frame) && frame["status"] !== "fresh";
      const told = [await viewer.next(ofKeys, PATIENCE)];
      await using newcomer = await Viewer.open(server, path);
      const { freshness } = await newcomer.nextOf("$welcome");
      const readings = freshness.filter(({ event }: Frame) => event === "reading");
      assert.deepEqual(shown(readings), ["reading fresh -", 'reading ["m2"] late producer']);
      told.push(await viewer.next(ofKeys, PATIENCE));
      assert.deepEqual(shown(told), ['reading ["m2"] late producer', 'reading ["m2"] silent producer']);
      const open = await groupFreshness(server, group);
      assert.deepEqual(shown(open.filter(({ event }) => event === "reading")), [
        "reading fresh -",
        'reading ["m2"] silent producer',
      ]);
      await publish(server, group, { type: "reading", machine: "m2" });
      for (const one of [viewer, newcomer]) {
        const again = await one.next((frame) =>
          isFreshness("reading")(frame) && frame["status"] === "fresh" && frame["key"]
        );
        assert.deepEqual(shown([again]), ['reading ["m2"] fresh -']);
      }
      assert.ok(!viewer.seen.some(({ key }) => key?.[0] === "m1"), "m1 was never anything but fresh");
    },

    "a group that is joined later tells how fresh it is": async () => {
      const [early, late] = ["machine:join:a", "machine:join:b"];
      await publish(server, late, { type: "tide" });
      await using viewer = await Viewer.open(server, "/ws/plant/join/", { joins: [early] });
      const { freshness } = await viewer.nextOf("$welcome");
      assert.deepEqual([...new Set(freshness.map(({ group }: Frame) => group))], ["plant:join", early]);
      await viewer.rest();
      assert.equal((await viewer.client.join(late))["type"], "$reply");
      const told = (await viewer.rest()).filter(({ type }) => type === "$freshness");
      assert.deepEqual(shown(told), [
        "reading silent producer never",
        "beat silent producer never",
        "tide fresh -",
      ]);
      assert.ok(told.every(({ group }) => group === late));
      await viewer.client.leave(late);
      await publish(server, late, { type: "beat" });
      assert.ok(!(await viewer.rest()).some(({ type }) => type === "$freshness"), "it has left");
    },

    "a group that nobody watches tells how fresh it is": async () => {
      await publish(server, "plant:closed", { type: "beat" });
      const beat = async () => {
        const reports = await groupFreshness(server, "plant:closed");
        return shown(reports.filter(({ event }) => event === "beat")).join();
      };
      const told: string[] = [];
      while (told.at(-1) !== "beat silent producer") {
        const status = await eventually(beat, (status) => status !== told.at(-1));
        told.push(status);
      }
      assert.deepEqual(told, ["beat fresh -", "beat late producer", "beat silent producer"]);
    },

    "a viewer that has lagged is told what became late, and what is fresh again": async () => {
      const group = "plant:slow";
      await using slow = await Viewer.open(server, "/ws/plant/slow/");
      await using healthy = await Viewer.open(server, "/ws/plant/slow/");
      await publish(server, group, { type: "beat" });
      await slow.next((frame) => isFreshness("beat")(frame) && frame["status"] === "late", PATIENCE);
      await publish(server, group, { type: "reading", machine: "m1" });
      await slow.next(isFreshness("reading"));
      slow.client.pause();
      await lag(server, group, healthy);
      await publish(server, group, { type: "beat" });
      await using _producer = producer(server, group, { type: "beat" });
      await healthy.next(
        (frame) => isFreshness("reading")(frame) && frame["key"] && frame["status"] === "silent",
        PATIENCE,
      );
      slow.client.goOn();
      const known = slow.seen.length;
      const told = () => slow.seen.slice(known).filter(({ type }) => type === "$freshness");
      await slow.client.until(() => told().length >= 3, PATIENCE);
      assert.deepEqual(shown(told()).sort(), [
        "beat fresh -",
        'reading ["m1"] silent producer',
        "reading silent producer",
      ]);
    },
  });
});

/** Publishes until somebody lags, who is not `healthy`. */
async function lag(server: RunningBoardcast, group: string, healthy: Viewer): Promise<void> {
  for (let n = 0; n < 600; n++) {
    await publish(server, group, { type: "alarm", n, pad: PAD });
    await healthy.next((frame) => frame["n"] === n);
    const { body } = await request(server, "GET", "/metrics", { headers: KEY });
    if (/^boardcast_lagging_connections 1$/m.test(String(body))) return;
  }
  assert.fail("nobody lags");
}
