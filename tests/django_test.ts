/** `group_send()` of an unchanged Django application, over several layers at once, to the viewers of our boards. */
import assert from "node:assert/strict";
import { API_KEY, mintToken } from "./support/boardcast.ts";
import { djangoTest } from "./support/django.ts";
import { following, machines, member, operations, startWorld, type World } from "./support/django_world.ts";
import { eventually } from "./support/expect.ts";
import { expectStatus, publish } from "./support/http_client.ts";
import { createSchool, listen } from "./support/school.ts";
import { V1Client } from "./support/v1_client.ts";
import { connect, type Connection, type Frame } from "./support/ws_client.ts";

/** The next frames without their times. */
async function frames(viewer: Connection, count: number): Promise<Frame[]> {
  const all: Frame[] = [];
  while (all.length < count) {
    const { timestamp: _, ...frame } = await viewer.receive();
    all.push(frame);
  }
  return all;
}

const STEPS: [name: string, run: (world: World) => Promise<void>][] = [
  ["a pub/sub layer with msgpack reaches plain viewers, mapped by group and type", async (world) => {
    await using viewer = await machines(world, "oslo");
    const message = { type: "machine.reading", n: 1, big: 2 ** 40, text: "blåbær", list: [1.5, null, true] };
    const notANumber = '{"type": "limit", "n": NaN, "most": [Infinity, -Infinity]}';
    await world.django.send("default", "plant-oslo", message, notANumber);
    assert.deepEqual(await frames(viewer, 2), [
      { ...message, type: "reading" },
      { type: "limit", n: null, most: [null, null] },
    ]);
  }],
  ["what Django sends is kept when nobody watches", async ({ server, django }) => {
    await django.manage("group_send", "default", "plant-bergen", '{"type": "reading", "n": 7}');
    const headers = { "x-api-key": API_KEY };
    const history = async () =>
      (await expectStatus(200, server, "GET", "/api/v1/groups/machines_bergen/history", { headers })).body;
    const { publications } = await eventually(history, ({ publications }) => publications.length > 0);
    assert.equal(publications[0].n ?? publications[0].message.n, 7);
  }],
  ["a pub/sub layer with JSON, NaN and encryption, every group by its own name", async (world) => {
    await using viewer = await machines(world, "s1");
    await world.django.send("sealed", "machines_s1", '{"type": "reading", "n": NaN}', {
      type: "reading",
      n: 2,
    });
    assert.deepEqual(await frames(viewer, 2), [{ type: "reading", n: null }, { type: "reading", n: 2 }]);
  }],
  ["a core layer: a burst over its capacity in one group costs another group nothing", async (world) => {
    await using busy = await machines(world, "c1");
    await using quiet = await machines(world, "c2");
    for (const group of ["machines_c1", "machines_c2"]) await member(world, "core", group);
    const burst = Array.from({ length: 100 }, (_, n) => ({ type: "reading", n }));
    await Promise.all([
      world.django.send("core", "machines_c1", ...burst),
      world.django.send("core", "machines_c2", { type: "reading", n: -1 }),
    ]);
    assert.deepEqual(await frames(busy, 100), burst);
    assert.deepEqual(await frames(quiet, 1), [{ type: "reading", n: -1 }]);
  }],
  ["a core layer with JSON, NaN and encryption", async (world) => {
    await using viewer = await machines(world, "k1");
    await member(world, "sc", "machines_k1");
    await world.django.send("sealedcore", "machines_k1", '{"type": "reading", "n": NaN}');
    assert.deepEqual(await frames(viewer, 1), [{ type: "reading", n: null }]);
  }],
  ["a core layer that is flushed, as test suites do, is heard again", async (world) => {
    await using viewer = await machines(world, "f1");
    await member(world, "core", "machines_f1");
    await world.django.flush("core");
    await member(world, "core", "machines_f1");
    await world.django.send("core", "machines_f1", { type: "reading", n: 1 });
    assert.deepEqual(await frames(viewer, 1), [{ type: "reading", n: 1 }]);
  }],
  ["a layer of which only the configuration is known", async (world) => {
    await using viewer = await machines(world, "d1");
    await member(world, "detected", "machines_d1");
    await world.django.send("detected", "machines_d1", { type: "reading", n: 1 });
    assert.deepEqual(await frames(viewer, 1), [{ type: "reading", n: 1 }]);
  }],
  ["a school's dashboard, told by Django's own broadcaster", async ({ server, django }) => {
    await using viewer = await listen(server);
    const invitation = {
      invitation_id: "i",
      old_status: "pending",
      new_status: "accepted",
      accepted_by: null,
    };
    const activity = { id: "a", activity_type: "class_created", description: "A class", actor: null };
    const metrics = { student_count: { total: 25, change: 1 } };
    await django.tellSchool("default", 1, { metrics, activity, invitation });
    assert.deepEqual(await frames(viewer, 3), [
      { type: "activity_new", data: activity },
      { type: "invitation_status_update", data: invitation },
      { type: "metrics_update", data: metrics },
    ]);
  }],
  ["trading updates, as the paper trading application sends them", async ({ server, django }) => {
    await using viewer = await connect(`${server.wsUrl}/ws/trading/`);
    assert.equal((await viewer.receive()).type, "connection");
    const timestamp = "2025-01-15T10:00:00.123456";
    const messages = [
      { type: "price_update", symbol: "EURUSD", data: { bid: 1.1, ask: 1.1002 }, timestamp },
      {
        type: "trade_closed",
        trade: { id: 1, pair: "EURUSD", profit_loss: -3.5 },
        reason: "sl_hit",
        timestamp,
      },
    ];
    await django.send("default", "trading_updates", ...messages);
    assert.deepEqual([await viewer.receive(), await viewer.receive()], messages);
  }],
  ["what is published here reaches a consumer of a pub/sub layer, and our viewers once", async (world) => {
    const { server, django } = world;
    await using consumer = await connect(`${django.wsUrl}/ws/default/trading_updates/`);
    assert.equal((await consumer.receive()).type, "connected");
    await using viewer = await connect(`${server.wsUrl}/ws/trading/`);
    await viewer.receive();
    const prices = [1, 2].map((bid) => ({ type: "price_update", symbol: "EURUSD", data: { bid, ask: 3 } }));
    for (const price of prices) await publish(server, "trading_updates", price);
    assert.deepEqual(await frames(consumer, 2), prices);
    assert.deepEqual(await frames(viewer, 2), prices);
    // Behind this one nothing of ours can be on its way back.
    await django.send("default", "trading_updates", { ...prices[0], symbol: "LAST" });
    assert.equal((await viewer.receive()).symbol, "LAST");
    assert.equal((await consumer.receive()).symbol, "LAST");
    assert.deepEqual([viewer.unread, consumer.unread], [0, 0]);
  }],
  [
    "what is published here reaches a consumer of a core layer, by its own type",
    async ({ server, django }) => {
      await using core = await connect(`${django.wsUrl}/ws/detected/django_out/`);
      await using pubsub = await connect(`${django.wsUrl}/ws/default/plant-out/`);
      for (const consumer of [core, pubsub]) assert.equal((await consumer.receive()).type, "connected");
      await publish(server, "machines_out", { type: "machine_reading", n: 0 });
      await publish(server, "machines_out", { type: "reading", n: 1 });
      assert.deepEqual(await frames(core, 1), [{ type: "reading", n: 0 }]);
      assert.deepEqual(await frames(pubsub, 2), [{ type: "reading", n: 0 }, { type: "reading", n: 1 }]);
    },
  ],
  ["what does not fit is counted and can be looked at, and breaks nothing", async (world) => {
    const { redis, django } = world;
    const before = (await operations(world)).misfits.counts;
    await redis.cli("PUBLISH", "my:pre[x]__group__plant-oslo", "\u0001nonsense");
    await redis.cli("PUBLISH", "sealed__group__machines_s1", "gAAAAAnonsense");
    await django.send("default", "plant-oslo", { type: "limit" }, { type: "unknown" }, { n: 1 });
    await django.send("sealed", "chat", { type: "reading", text: "private" });
    const { misfits } = await eventually(
      () => operations(world),
      ({ misfits }) =>
        (misfits.counts.refused ?? 0) - (before.refused ?? 0) === 2 && misfits.counts["no type"],
    );
    assert.equal(misfits.counts.undecryptable, 1);
    const reasons = misfits.last.map(({ group, reason }: Frame) => `${group}: ${reason}`).join("\n");
    assert.match(reasons, /plant-oslo: 0\.message.*: .*n/);
    assert.match(reasons, /"unknown" is not an event of the board machines/);
    assert.match(reasons, /chat: no board declares the group "chat"/);
    assert.doesNotMatch(JSON.stringify(misfits), /private/);
    await using viewer = await machines(world, "oslo");
    await django.send("default", "plant-oslo", { type: "reading", n: 1 });
    assert.deepEqual(await frames(viewer, 1), [{ type: "reading", n: 1 }]);
  }],
  ["only an admin looks at it; the test can be asked for; metrics count it", async (world) => {
    const { server } = world;
    for (const role of ["publisher", "viewer"]) {
      const token = await mintToken({ sub: "p", role });
      await expectStatus(403, server, "GET", "/api/v1/operations/django", { token });
      await expectStatus(403, server, "POST", "/api/v1/operations/django/test", { token });
    }
    await expectStatus(401, server, "GET", "/api/v1/operations/django");
    const token = await mintToken({ sub: "root", role: "admin" });
    const { body } = await expectStatus(200, server, "POST", "/api/v1/operations/django/test", { token });
    const results = Object.entries(body as Record<string, Frame>).map(([layer, { ok }]) => [layer, ok]);
    const expected = ["default", "sealed", "core", "sealedcore", "detected"].map((layer) => [layer, true]);
    assert.deepEqual(results, expected, JSON.stringify(body));
    const metrics = (await expectStatus(200, server, "GET", "/metrics", { token })).body;
    assert.match(metrics, /^boardcast_django_away\{layer="sealedcore"\} 0$/m);
    assert.match(metrics, /^boardcast_django_misfits_total\{reason="refused"\} 2$/m);
  }],
  [
    "after a restart of Redis viewers are told what they may have missed, then hear everything",
    async (world) => {
      const { server, redis, django } = world;
      const told: Record<string, Frame[]> = { oslo: [], c1: [] };
      const open = async (site: string) => {
        const viewer = new V1Client(`${server.wsUrl}/ws/machines/${site}/`, {
          onFrame: (frame) => void told[site]!.push(frame),
        });
        await viewer.open();
        await viewer.until(() => viewer.reader.position(`machines_${site}`) !== undefined);
        return viewer;
      };
      await using pubsub = await open("oslo");
      await using core = await open("c1");
      await using away = await open("oslo");
      await away.cut();
      for (const site of ["oslo", "c1"]) told[site] = [];
      const before = Date.now();
      await redis.stop();
      await eventually(
        () => operations(world),
        ({ layers }) => layers.every(({ state }: Frame) => state === "away"),
        20_000,
      );
      await expectStatus(200, server, "GET", "/health/ready");
      await redis.start({ empty: true });
      await following(world);
      for (const [site, viewer] of [["oslo", pubsub], ["c1", core]] as const) {
        await viewer.until(() => told[site]!.some(({ type }) => type === "$gap"));
        const { cause, since, until, from, to } = told[site]!.find(({ type }) => type === "$gap")!;
        assert.equal(cause, "backend");
        assert.ok(since > before - 5_000 && since <= before + 1_000, `${since} is not about ${before}`);
        assert.ok(until >= before && until <= Date.now() && to === from - 1);
      }
      await member(world, "core", "machines_c1");
      // What Django sends on a connection that is gone fails there; it takes another one for the next.
      for (const [layer, group] of [["default", "plant-oslo"], ["core", "machines_c1"]] as const) {
        const send = () => django.send(layer, group, { type: "reading", n: 99 });
        await eventually(() => send().then(() => true, () => false), Boolean, 20_000);
      }
      for (const [site, viewer] of [["oslo", pubsub], ["c1", core]] as const) {
        await viewer.until(() => told[site]!.some(({ n }) => n === 99));
      }
      // Who was away meanwhile is told when it comes back.
      told["oslo"] = [];
      await away.open();
      await away.until(() => told["oslo"]!.some(({ type }) => type === "$gap"));
    },
  ],
];

djangoTest("Django's layers", async (t) => {
  await using world = await startWorld();
  await createSchool(world.server);
  await following(world);
  for (const [name, run] of STEPS) await t.step(name, () => run(world));
});
