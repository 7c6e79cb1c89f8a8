import assert from "node:assert/strict";
import { startRedis } from "../../../tests/support/redis.ts";
import { redisAt } from "../../../tests/support/redis_options.ts";
import { within } from "../../../tests/support/within.ts";
import { StorageError } from "../backend.ts";
import { RedisLink } from "./redis_link.ts";

Deno.test("RedisLink hears what is published, also after Redis was away", async () => {
  await using redis = await startRedis();
  using link = await RedisLink.open(redisAt(redis.url));
  const heard: string[] = [];
  let next = Promise.withResolvers<void>();
  await link.hear("boardcast:x", (message) => (heard.push(message), next.resolve()));
  await link.commands.call("", ["PUBLISH", "boardcast:x", "one"]);
  await within(next.promise, "it heard nothing");
  const returned = Promise.withResolvers<void>();
  link.onReturn(returned.resolve);
  await redis.stop();
  await redis.start();
  await within(returned.promise, "it did not return");
  assert.equal(link.problem, null);
  next = Promise.withResolvers<void>();
  await link.commands.call("", ["PUBLISH", "boardcast:x", "two"]);
  await within(next.promise, "it heard nothing");
  assert.deepEqual(heard, ["one", "two"]);
});

Deno.test("RedisLink finds out that Redis answers no more, fails what waits, and is back when Redis is", async () => {
  await using redis = await startRedis();
  using link = await RedisLink.open(redisAt(redis.url));
  const returned = Promise.withResolvers<void>();
  link.onReturn(returned.resolve);
  redis.pause();
  await assert.rejects(link.commands.call("", ["PING"]), { name: "OutcomeUnknown" });
  assert.match(link.problem ?? "", /Redis at 127\.0\.0\.1:\d+ is away/);
  await assert.rejects(link.commands.call("", ["PING"]), StorageError);
  redis.resume();
  await within(returned.promise, "it did not return");
  assert.equal(await link.commands.call("", ["PING"]), "PONG");
});

Deno.test("RedisLink.open() says what is wrong, without the password", async () => {
  await using redis = await startRedis({ args: ["--requirepass", "right"] });
  const wrong = await RedisLink.open(redisAt(`redis://:hunter2@127.0.0.1:${redis.port}`)).catch((error) =>
    error
  );
  assert.ok(wrong instanceof StorageError);
  assert.match(wrong.message, /^Cannot use Redis at 127\.0\.0\.1:\d+: WRONGPASS/);
  assert.doesNotMatch(wrong.message, /hunter2/);
  await assert.rejects(RedisLink.open(redisAt(redis.url)), /NOAUTH/);
  await redis.stop();
  await assert.rejects(RedisLink.open(redisAt(redis.url)), /Cannot use Redis at .*ECONNREFUSED/);
});
