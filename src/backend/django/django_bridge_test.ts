import assert from "node:assert/strict";
import { eventually } from "../../../tests/support/expect.ts";
import { startRedis } from "../../../tests/support/redis.ts";
import { TcpProxy } from "../../../tests/support/tcp_proxy.ts";
import { djangoLayerSchema } from "../../config/django.ts";
import { DjangoBridge, type Unheard } from "./django_bridge.ts";
import type { Addressed } from "./incoming.ts";
import { LayerNames } from "./layer_names.ts";
import { Misfits } from "../misfits.ts";

const INSTALLATION = "0123456789ab";
const PATIENCE = 20_000;

function startBridge(port: number, node: string | null) {
  const published: Addressed[] = [];
  const unheard: Unheard[] = [];
  const bridge = new DjangoBridge({
    name: "default",
    layer: djangoLayerSchema.parse({
      CONFIG: { hosts: [["127.0.0.1", port]], serializer_format: "json" },
      send: { out: "theirs" },
    }),
    installation: INSTALLATION,
    node,
    misfits: new Misfits(),
    boards: {
      hasGroup: () => true,
      hasEvent: () => true,
      publish: (items) => Promise.resolve(void published.push(...items)).then(() => null),
    },
    followed: () => ["orders"],
    hasOthers: () => false,
    onUnheard: (one) => void unheard.push(one),
  });
  const becomes = (wanted: string) =>
    eventually(() => Promise.resolve(bridge.status), ({ state }) => state === wanted, PATIENCE);
  const has = (...numbers: number[]) =>
    eventually(
      () => Promise.resolve(published.map(({ message }) => message["n"])),
      (all) => JSON.stringify(all) === JSON.stringify(numbers),
      PATIENCE,
    );
  return { bridge, published, unheard, becomes, has };
}

/** What `PUBLISH` of the pub/sub layer and `ZADD` of the core layer are given. */
function sends(n: number): [publish: string[], zadd: string[]] {
  const body = JSON.stringify({ type: "order", n });
  const names = new LayerNames("asgi", { hosts: 1, installation: INSTALLATION });
  const key = names.receiveKey(names.ownMember("orders"));
  return [["PUBLISH", "asgi__group__orders", body], ["ZADD", key, String(n), `random-bytes${body}`]];
}

Deno.test("of the bridges of several nodes one listens, and another goes on when it is cut off", async () => {
  await using redis = await startRedis();
  await using proxy = new TcpProxy(redis.port);
  const first = startBridge(proxy.port, "a");
  await using _first = first.bridge;
  await first.becomes("following");
  const second = startBridge(redis.port, "b");
  await using _second = second.bridge;
  await second.becomes("elsewhere");
  for (const command of [...sends(1), ...sends(2)]) await redis.cli(...command);
  await eventually(() => Promise.resolve(first.published.length), (count) => count === 4, PATIENCE);
  assert.equal(second.published.length, 0);

  proxy.freeze();
  const frozen = Date.now();
  await second.becomes("following");
  await eventually(() => Promise.resolve(second.unheard.length), (count) => count >= 1, PATIENCE);
  const [{ since, until }] = second.unheard as [Unheard];
  assert.ok(since >= frozen - 3_000 && since <= frozen + 1_000 && until >= since);
  // The first one is told of it by Redis as well, when the link is back: it must not publish it again.
  for (const command of sends(3)) await redis.cli(...command);
  await second.has(3, 3);
  proxy.thaw();
  await first.becomes("elsewhere");
  assert.equal(first.published.length, 4);

  await second.bridge[Symbol.asyncDispose]();
  await first.becomes("following");
  for (const command of sends(4)) await redis.cli(...command);
  await eventually(() => Promise.resolve(first.published.length), (count) => count === 6, PATIENCE);
  assert.equal(second.published.length, 2);
});

Deno.test("a bridge that stops leaves nothing in Redis, and one that begins again tells what it missed", async () => {
  await using redis = await startRedis();
  const first = startBridge(redis.port, null);
  await first.becomes("following");
  await eventually(() => redis.cli("ZCARD", "asgi:group:orders"), (count) => count === "1", PATIENCE);
  assert.deepEqual(first.unheard, []);
  await first.bridge[Symbol.asyncDispose]();
  assert.equal(await redis.cli("KEYS", "asgi*"), "");
  const between = Date.now();
  const second = startBridge(redis.port, null);
  await using _second = second.bridge;
  await eventually(() => Promise.resolve(second.unheard.length), (count) => count >= 1, PATIENCE);
  const [{ since, until, layer }] = second.unheard as [Unheard];
  assert.ok(since <= between && until >= between && layer === "default");
});

Deno.test("a Redis that is missing at the start is waited for, and one that answers nothing is given up", async () => {
  await using redis = await startRedis();
  await redis.stop();
  const { bridge, becomes, unheard, has } = startBridge(redis.port, null);
  await using _ = bridge;
  await eventually(() => Promise.resolve(bridge.status.problem), (problem) => problem !== null, PATIENCE);
  assert.equal(bridge.status.state, "away");
  assert.ok(bridge.isDeafTo("orders"));
  assert.deepEqual((await bridge.test()).ok, false);
  bridge.send("out", '{"type":"order"}');
  await eventually(() => Promise.resolve(bridge.status.unsent), (count) => count >= 1, PATIENCE);
  await redis.start();
  await becomes("following");
  await eventually(() => Promise.resolve(unheard.length), (count) => count >= 1, PATIENCE);
  redis.pause();
  await becomes("away");
  redis.resume();
  await becomes("following");
  await eventually(() => Promise.resolve(unheard.length), (count) => count >= 2, PATIENCE);
  await redis.cli(...sends(1)[0]);
  await has(1);
});
