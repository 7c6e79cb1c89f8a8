/** Layers on several Redis servers, as channels_redis shards them, of which only what is watched is followed. */
import assert from "node:assert/strict";
import { ConfigFolder } from "./support/configured.ts";
import { CORE, djangoTest, PUBSUB, startDjango } from "./support/django.ts";
import { eventually } from "./support/expect.ts";
import { publish } from "./support/http_client.ts";
import { startRedis } from "./support/redis.ts";
import { connect, type Connection } from "./support/ws_client.ts";

const SITES = ["oslo", "bergen", "tromso", "rome", "athens", "bonn", "york", "lima"];

djangoTest("groups on several servers are heard wherever Django puts them, and sent there", async (t) => {
  await using first = await startRedis();
  await using second = await startRedis();
  const hosts = [first.url, ["127.0.0.1", second.port]];
  const layers = {
    default: { BACKEND: PUBSUB, CONFIG: { hosts, prefix: "p" } },
    core: { BACKEND: CORE, CONFIG: { hosts, prefix: "c" } },
  };
  await using django = await startDjango(layers);
  await using folder = await ConfigFolder.with(`
boards:
  machines:
    path: /ws/machines/{site}/
    access: {open: true}
    groups: ["machines_{site}"]
    events: {reading: {keep: 100}, price_update: {keep: 1}}
django:
  default: ${
    JSON.stringify({ ...layers.default, follow: "watched", send: { "machines_{site}": "out_{site}" } })
  }
  core: ${JSON.stringify({ ...layers.core, follow: "watched", send: { "machines_{site}": "out_{site}" } })}
`);
  await using server = await folder.serve();
  await using stack = new AsyncDisposableStack();
  const viewers = new Map<string, Connection>();
  for (const site of SITES) {
    viewers.set(site, stack.use(await connect(`${server.wsUrl}/ws/machines/${site}/`)));
  }
  const count = async (...command: string[]) => {
    const answers = await Promise.all([first, second].map(({ cli }) => cli(...command)));
    return answers.map((answer) => answer.split("\n").filter((line) => line !== "").length);
  };
  for (const command of [["PUBSUB", "CHANNELS", "p__group__machines*"], ["KEYS", "c:group:machines*"]]) {
    const counts = await eventually(
      () => count(...command),
      ([a = 0, b = 0]) => a + b === SITES.length,
      20_000,
    );
    assert.ok(counts.every((one) => one > 0), `${command} is on one server only: ${counts}`);
  }

  for (const layer of ["default", "core"]) {
    await t.step(`from Django: ${layer}`, async () => {
      for (const site of SITES) await django.send(layer, `machines_${site}`, { type: "reading", n: site });
      for (const site of SITES) assert.equal((await viewers.get(site)!.receive()).n, site);
    });
  }

  await t.step("a group that nobody watches any more is left", async () => {
    await viewers.get("oslo")!.close();
    await eventually(
      () => count("PUBSUB", "CHANNELS", "p__group__machines_oslo"),
      ([a, b]) => a === 0 && b === 0,
    );
    await eventually(() => count("KEYS", "c:group:machines_oslo"), ([a, b]) => a === 0 && b === 0);
  });

  for (const layer of ["default", "core"]) {
    await t.step(`into Django: ${layer}`, async () => {
      for (const site of SITES) {
        await using consumer = await connect(`${django.wsUrl}/ws/${layer}/out_${site}/`);
        assert.equal((await consumer.receive()).type, "connected");
        const message = { type: "price_update", symbol: site, data: {} };
        await publish(server, `machines_${site}`, message);
        assert.equal((await consumer.receive()).symbol, site);
      }
    });
  }
});
