import { startRedis } from "../../../tests/support/redis.ts";
import { redisAt } from "../../../tests/support/redis_options.ts";
import { type BackendUnderTest, testBackend } from "../backend_contract.ts";
import { testChanges } from "../changes_contract.ts";
import { RedisBackend } from "./redis_backend.ts";

let installations = 0;

const redis = await startRedis();
Deno.test.afterAll(async () => await redis[Symbol.asyncDispose]());

/** Each on its own prefix of one Redis. */
function inRedis(): Promise<BackendUnderTest> {
  const options = redisAt(redis.url, { prefix: `boardcast${installations++}` });
  return Promise.resolve({
    open: (events) => RedisBackend.open(options, events),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

testBackend("RedisBackend", inRedis);
testChanges("RedisBackend", inRedis);
