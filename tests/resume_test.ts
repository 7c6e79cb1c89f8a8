/** Coming back: what a viewer lacks, exactly, however the connection ended and whatever happens meanwhile. */
import assert from "node:assert/strict";
import { createDataFolder } from "./support/accounts.ts";
import { API_KEY, type RunningBoardcast } from "./support/boardcast.ts";
import { expectStatus } from "./support/http_client.ts";
import { type Item, numbered, plantUrl, publishAll, startPlant } from "./support/plant.ts";
import { offsets, reached, ReturningViewer } from "./support/returning_viewer.ts";
import { connect, type Frame } from "./support/ws_client.ts";

const WAYS = ["url", "frame"] as const;

for (const resumeIn of WAYS) {
  Deno.test(`a viewer who comes back (${resumeIn}) gets exactly what it lacks`, async (t) => {
    await using data = await createDataFolder();
    await using first = await startPlant({ data: data.path });
    await using viewer = new ReturningViewer(first, "a", { resumeIn });
    await publishAll(first, numbered("log_a", 1, 10));
    assert.deepEqual(await viewer.catchUp("log_a"), [...offsets(1, 10), "resumed 0-10"]);

    for (const [at, ending] of (["close", "cut"] as const).entries()) {
      await t.step(`after a ${ending}`, async () => {
        const from = 10 + at * 20;
        await viewer[ending]();
        await publishAll(first, numbered("log_a", from + 1, from + 15));
        const heard = await viewer.catchUp("log_a");
        assert.deepEqual(heard, [...offsets(from + 1, from + 15), `resumed ${from}-${from + 15}`]);
        await publishAll(first, numbered("log_a", from + 16, from + 20));
        await reached(viewer, "log_a", from + 20);
      });
    }
    await t.step("when nothing happened meanwhile", async () => {
      await viewer.cut();
      assert.deepEqual(await viewer.catchUp("log_a"), ["resumed 50-50"]);
    });
    await t.step("after the server was killed and started again", async () => {
      await viewer.cut();
      await publishAll(first, numbered("log_a", 51, 60));
      await first.stop("SIGKILL");
      await using second = await startPlant({ data: data.path, port: first.port });
      await publishAll(second, numbered("log_a", 61, 70));
      assert.deepEqual(await viewer.catchUp("log_a"), [...offsets(51, 70), "resumed 50-70"]);
    });
    viewer.assertSound();
    assert.equal(viewer.reader.gaps, 0);
  });
}

Deno.test("a gap says which publications were trimmed, and between which times", async () => {
  await using server = await startPlant();
  await using viewer = new ReturningViewer(server, "a");
  const brief = (count: number): Item[] =>
    Array(count).fill({ group: "short_a", message: { type: "brief" } });
  await publishAll(server, [{ group: "short_a", message: { type: "state", k: 1 } }, ...brief(2)]);
  assert.deepEqual(await viewer.catchUp("short_a"), [...offsets(1, 3), "resumed 0-3"]);
  await viewer.cut();
  await publishAll(server, brief(4));
  const times = await timesOf(server, "short_a");
  await publishAll(server, brief(5));
  // 1 is the newest of its key; 2 to 7 are more than five; 8 to 12 are kept.
  assert.deepEqual(await viewer.catchUp("short_a"), ["gap 4-7 trimmed", ...offsets(8, 12), "resumed 7-12"]);
  const { since, until } = viewer.gapFrames[0]!;
  assert.deepEqual([since, until], [times.get(1), times.get(7)]);
  await publishAll(server, brief(1));
  await reached(viewer, "short_a", 13);
  viewer.assertSound();
});

async function timesOf(server: RunningBoardcast, group: string): Promise<Map<number, number>> {
  const options = { headers: { "x-api-key": API_KEY } };
  const { body } = await expectStatus(200, server, "GET", `/api/v1/groups/${group}/history`, options);
  return new Map(
    body.publications.map(({ offset, time }: { offset: number; time: string }) => [offset, Date.parse(time)]),
  );
}

for (const resumeIn of WAYS) {
  Deno.test(`a position that the record never reached (${resumeIn}) is a gap, and all that is kept follows`, async (t) => {
    await using server = await startPlant();
    await publishAll(server, numbered("log_a", 1, 20));
    await using known = new ReturningViewer(server, "a");
    await known.catchUp("log_a");
    const { epoch } = known.reader.position("log_a")!;
    for (
      const { name, position } of [
        { name: "of a foreign epoch", position: { epoch: "0123456789abcdef", offset: 7 } },
        { name: "in the future", position: { epoch, offset: 21 } },
        { name: "in the far future", position: { epoch, offset: Number.MAX_SAFE_INTEGER } },
      ]
    ) {
      await t.step(name, async () => {
        await using viewer = new ReturningViewer(server, "a", { resumeIn });
        viewer.reader.goBackTo("log_a", position);
        const before = Date.now();
        const heard = await viewer.catchUp("log_a");
        assert.deepEqual(heard.slice(0, -1), ["gap 1-20 restarted", ...offsets(1, 20)]);
        assert.match(heard.at(-1)!, /^resumed \d+-20$/);
        const { since, until } = viewer.gapFrames[0]!;
        assert.equal(since, null);
        assert.ok(before <= until && until <= Date.now(), `until ${until}`);
        assert.deepEqual(viewer.reader.position("log_a"), { epoch, offset: 20 });
        viewer.assertSound();
      });
    }
  });
}

Deno.test("a viewer who comes back skips to the newest of each key, and nothing is called a gap", async () => {
  await using server = await startPlant();
  await using viewer = new ReturningViewer(server, "a");
  const states = (type: string, n: number) =>
    ["x", "y"].map((k) => ({ group: `${type}_a`, message: { type, k, n } }));
  await publishAll(server, [...states("state", 0), ...states("series", 0)]);
  await viewer.catchUp("state_a");
  await reached(viewer, "series_a", 2);
  await viewer.cut();
  for (let n = 1; n <= 10; n++) await publishAll(server, [...states("state", n), ...states("series", n)]);
  // Two of each turn: the last two are the newest states, the last six the newest three of each key of the series.
  assert.deepEqual(await viewer.catchUp("state_a"), [...offsets(21, 22), "resumed 2-22"]);
  await viewer.until(() => viewer.of("series_a").length === 7);
  assert.deepEqual(viewer.of("series_a"), [...offsets(17, 22), "resumed 2-22"]);
  viewer.assertSound();
});

Deno.test("a new viewer gets all that is kept of a series, also when it is more than fits at once", async () => {
  await using server = await startPlant();
  const padding = "x".repeat(1_000);
  for (let from = 1; from <= 3_000; from += 500) {
    // Three of each of 500 keys: 1.5 MB, as much as is kept.
    const items = Array.from({ length: 500 }, (_, at) => ({ type: "series", k: (from + at) % 500, padding }));
    await publishAll(server, items.map((message) => ({ group: "series_a", message })));
  }
  await using viewer = new ReturningViewer(server, "a");
  await viewer.catchUp("transient_a");
  await reached(viewer, "series_a", 3_000);
  assert.deepEqual(
    viewer.of("series_a").filter((line) => !line.startsWith("resumed")),
    offsets(1_501, 3_000),
  );
});

Deno.test("what is published while a long record is told comes after it, in its order", async (t) => {
  await using server = await startPlant();
  const pad = "x".repeat(60_000);
  // 15 MB: more than the kernel keeps for a peer that does not read.
  for (let from = 1; from <= 250; from += 10) {
    await publishAll(server, numbered("log_a", from, from + 9, { pad }));
  }
  await using known = new ReturningViewer(server, "a");
  await known.catchUp("log_a");
  const { epoch } = known.reader.position("log_a")!;
  let last = 250;
  for (const resumeIn of WAYS) {
    await t.step(`positions in the ${resumeIn}`, async () => {
      await using viewer = new ReturningViewer(server, "a", { resumeIn });
      viewer.reader.goBackTo("log_a", { epoch, offset: 10 });
      await viewer.open();
      viewer.pause();
      await publishSideBySide(server, last + 1, last + 100);
      assert.equal(await lagging(server), 1);
      viewer.goOn();
      await publishSideBySide(server, last + 101, last + 200);
      last += 200;
      await Promise.all([viewer, known].map((one) => reached(one, "log_a", last)));
      await viewer.until(() => viewer.of("log_a").some((line) => line.startsWith("resumed")));
      const told = viewer.of("log_a").filter((line) => !line.startsWith("resumed"));
      assert.deepEqual(told, offsets(11, last));
      viewer.assertSound();
      known.assertSound();
    });
  }
});

/** Publishes with several requests at a time. */
async function publishSideBySide(server: RunningBoardcast, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 5) {
    await Promise.all(offsets(n, n + 4).map((one) => publishAll(server, numbered("log_a", +one, +one))));
  }
}

async function lagging(server: RunningBoardcast): Promise<number> {
  const { body } = await expectStatus(200, server, "GET", "/metrics", { headers: { "x-api-key": API_KEY } });
  return Number(/^boardcast_lagging_connections (\d+)$/m.exec(body)![1]);
}

Deno.test("one request over several groups is one frame for a viewer who is in all of them", async () => {
  await using server = await startPlant();
  await using viewer = await connect(plantUrl(server, "a"), { protocols: ["boardcast.v1"] });
  assert.equal((await viewer.receive()).type, "$welcome");
  for (let groups = 0; groups < 5; groups++) assert.equal((await viewer.receive()).type, "$resumed");
  for (let round = 0; round < 3; round++) {
    await publishAll(server, [
      { group: "log_a", message: { type: "entry", n: 1 } },
      { group: "state_a", message: { type: "state", k: 1 } },
      { group: "transient_a", message: { type: "flash" } },
      { group: "log_b", message: { type: "entry" } },
      { group: "log_a", message: { type: "entry", n: 2 } },
    ]);
    const frame = await viewer.receive();
    assert.ok(Array.isArray(frame), JSON.stringify(frame));
    const places = frame.map((one: Frame) => `${one["$group"]} ${one["$offset"]}`);
    const wanted = [
      `log_a ${round * 2 + 1}`,
      `log_a ${round * 2 + 2}`,
      `state_a ${round + 1}`,
      "transient_a undefined",
    ];
    assert.deepEqual(places, wanted);
  }
  assert.equal(viewer.unread, 0);
});

for (const resumeIn of WAYS) {
  Deno.test(`a server that keeps nothing and starts again (${resumeIn}) begins anew, and says so`, async () => {
    await using first = await startPlant();
    const groups = ["log_a", "room_a_1"];
    const publishIn = (server: RunningBoardcast, from: number, to: number) =>
      publishAll(server, groups.flatMap((group) => numbered(group, from, to)));
    await publishIn(first, 1, 5);
    await using viewer = new ReturningViewer(first, "a", { resumeIn });
    await viewer.catchUp("log_a");
    await viewer.join("room_a_1");
    await viewer.cut();
    await first.stop("SIGKILL");
    await using second = await startPlant({ port: first.port });
    await publishIn(second, 1, 3);
    await viewer.catchUp("room_a_1");
    for (const group of groups) {
      await viewer.until(() => viewer.of(group).at(-1)?.startsWith("resumed") === true);
      assert.deepEqual(viewer.of(group).slice(0, -1), ["gap 1-3 restarted", ...offsets(1, 3)]);
    }
    await viewer.cut();
    // It stands in the new record now.
    assert.deepEqual(await viewer.catchUp("room_a_1"), ["resumed 3-3"]);
    await viewer.until(() => viewer.of("log_a").length > 0);
    assert.deepEqual(viewer.of("log_a"), ["resumed 3-3"]);
    viewer.assertSound();
  });
}

Deno.test("a viewer who comes back is in the groups again that it had joined", async (t) => {
  for (const resumeIn of WAYS) {
    await t.step(`positions in the ${resumeIn}`, async () => {
      await using server = await startPlant();
      await publishAll(server, numbered("room_a_1", 1, 5));
      await using viewer = new ReturningViewer(server, "a", { resumeIn });
      await viewer.catchUp("log_a");
      assert.equal((await viewer.join("room_a_1")).type, "$reply");
      await reached(viewer, "room_a_1", 5);
      await viewer.cut();
      await publishAll(server, numbered("room_a_1", 6, 9));
      assert.deepEqual(await viewer.catchUp("room_a_1"), [...offsets(6, 9), "resumed 5-9"]);
      await publishAll(server, numbered("room_a_1", 10, 10));
      await reached(viewer, "room_a_1", 10);
      viewer.assertSound();
    });
  }
});
