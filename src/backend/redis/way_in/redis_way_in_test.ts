import assert from "node:assert/strict";
import { eventually } from "../../../../tests/support/expect.ts";
import { type RunningRedis, startRedis } from "../../../../tests/support/redis.ts";
import { redisAt } from "../../../../tests/support/redis_options.ts";
import { StorageError } from "../../backend.ts";
import { LocalNodes } from "../../local/local_nodes.ts";
import { newNode } from "../../nodes.ts";
import { SingleDriver } from "../single_driver.ts";
import { RedisWayIn } from "./redis_way_in.ts";
import type { Received, Taker } from "./taker.ts";

/** A way in whose messages are taken by `take`. */
function openAt({ url }: RunningRedis, take: Taker): RedisWayIn {
  const options = redisAt(url);
  return new RedisWayIn({
    newDriver: (onLost) => new SingleDriver(options, onLost),
    place: "test",
    prefix: "boardcast",
    nodes: new LocalNodes(newNode("1")),
    take,
  });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(async () => await condition(), (isTrue) => isTrue, 20_000);
}

function pending(redis: RunningRedis): Promise<string> {
  return redis.cli("XPENDING", "boardcast:in", "boardcast");
}

Deno.test("RedisWayIn takes what is published in the channel of a group, also after Redis was away", async () => {
  await using redis = await startRedis();
  const taken: Received[] = [];
  await using _way = openAt(redis, (received) => {
    taken.push(received);
    return Promise.resolve(null);
  });
  const publish = (text: string) =>
    until(async () => await redis.cli("PUBLISH", "boardcast:in:trading_updates", text) === "1");
  await publish('{"type":"a"}');
  await until(() => taken.length === 1);
  await redis.stop();
  await redis.start();
  await publish('{"type":"b"}');
  await until(() => taken.length === 2);
  assert.deepEqual(taken.map(({ group, text }) => [group, text]), [
    ["trading_updates", '{"type":"a"}'],
    ["trading_updates", '{"type":"b"}'],
  ]);
});

Deno.test("RedisWayIn takes a stream in its order, and acknowledges what is kept, once the backend is well", async () => {
  await using redis = await startRedis();
  const add = (n: number) => redis.cli("XADD", "boardcast:in", "*", "group", "g", "message", `{"n":${n}}`);
  for (let n = 1; n <= 3; n++) await add(n);
  let isWell = false;
  const kept: string[] = [];
  await using _way = openAt(redis, ({ text }) => {
    if (!isWell) return Promise.reject(new StorageError("away"));
    kept.push(text);
    return Promise.resolve(null);
  });
  await until(async () => (await pending(redis)).startsWith("3"));
  assert.deepEqual(kept, []);
  isWell = true;
  await add(4);
  await until(() => kept.length === 4);
  assert.deepEqual(kept, [1, 2, 3, 4].map((n) => `{"n":${n}}`));
  await until(async () => (await pending(redis)).startsWith("0"));
});

Deno.test("RedisWayIn takes what a node that was killed had been given, under the same idempotency key", async () => {
  await using redis = await startRedis();
  await redis.cli("XGROUP", "CREATE", "boardcast:in", "boardcast", "0", "MKSTREAM");
  const id = await redis.cli("XADD", "boardcast:in", "*", "group", "g", "message", "{}");
  await redis.cli("XREADGROUP", "GROUP", "boardcast", "killed", "STREAMS", "boardcast:in", ">");
  const keys: unknown[] = [];
  await using _way = openAt(redis, ({ idempotency }) => {
    keys.push(idempotency);
    return Promise.resolve(null);
  });
  await until(() => keys.length === 1);
  assert.deepEqual(keys, [{ key: `boardcast:in/${id}`, fingerprint: id }]);
});

Deno.test("RedisWayIn puts aside what is refused, with the reason, and goes on", async () => {
  await using redis = await startRedis();
  let kept = 0;
  await using way = openAt(redis, ({ text }) => {
    if (text === "{}") return Promise.resolve("message: it must have a type");
    kept++;
    return Promise.resolve(null);
  });
  await redis.cli("XADD", "boardcast:in", "*", "group", "g", "message", "{}");
  await redis.cli("XADD", "boardcast:in", "*", "something", "else");
  await until(() => kept === 1);
  assert.deepEqual(way.misfits.last.map(({ group, reason, excerpt }) => [group, reason, excerpt]), [
    ["g", "message: it must have a type", "{}"],
  ]);
  assert.match(
    await redis.cli("XRANGE", "boardcast:in:refused", "-", "+"),
    /group\ng\nmessage\n\{\}\nreason\nmessage: it must have a type$/,
  );
});
