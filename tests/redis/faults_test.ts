/** What becomes of viewers and producers when Redis fails: real nodes, a real Redis, real signals. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast } from "../support/boardcast.ts";
import { numbered, publishAll } from "../support/plant.ts";
import { DURABLE, startRedis } from "../support/redis.ts";
import { eventually, startNode, statusOf } from "../support/redis_nodes.ts";
import { offsets, reached, ReturningViewer } from "../support/returning_viewer.ts";

/** How long a node may need to catch up after Redis is back, in ms. */
const BACK = 2000;

Deno.test("Redis away and back with its data: viewers stay, publishers are told, nothing acknowledged is missing", async (t) => {
  await using redis = await startRedis({ args: DURABLE });
  await using one = await startNode(redis.url);
  await using other = await startNode(redis.url);
  await using viewer = new ReturningViewer(other, "a");
  await viewer.catchUp("log_a");
  await publishAll(one, numbered("log_a", 1, 10));
  await reached(viewer, "log_a", 10);

  await t.step("away: 503 with Retry-After, not ready, but alive", async () => {
    await redis.stop();
    await eventually("it is not ready", async () => await statusOf(one, "/health/ready") === 503);
    assert.equal(await statusOf(one, "/health/live"), 200);
    const refused = await publishOne(one, 11);
    assert.deepEqual([refused.status, Number(refused.headers.get("retry-after")) > 0], [503, true]);
    assert.equal(viewer.isOpen, true);
  });

  await t.step("a viewer who comes meanwhile is served what is known", async () => {
    await using late = new ReturningViewer(other, "a");
    assert.deepEqual(await late.catchUp("log_a"), [...offsets(1, 10), "resumed 0-10"]);
  });

  await t.step("back: ready, and caught up within 2 s", async () => {
    await redis.start();
    const since = Date.now();
    await eventually("it is ready", async () => await statusOf(one, "/health/ready") === 200);
    await publishAll(one, numbered("log_a", 11, 20));
    await reached(viewer, "log_a", 20);
    assert.ok(Date.now() - since < BACK, `it took ${Date.now() - since} ms`);
    assert.deepEqual(viewer.of("log_a").slice(-20), offsets(1, 20));
    viewer.assertSound();
  });
});

Deno.test("Redis back without its data: numbering begins again, and viewers are told", async () => {
  await using redis = await startRedis();
  await using one = await startNode(redis.url);
  await using other = await startNode(redis.url);
  await using viewer = new ReturningViewer(other, "a");
  await viewer.catchUp("log_a");
  await publishAll(one, numbered("log_a", 1, 5));
  await reached(viewer, "log_a", 5);
  await redis.stop();
  await redis.start({ empty: true });
  await eventually("it is ready", async () => await statusOf(one, "/health/ready") === 200);
  await viewer.until(() => viewer.gapFrames.length > 0);
  assert.equal(viewer.gapFrames[0]!["cause"], "restarted");
  await publishAll(one, numbered("log_a", 1, 3));
  await reached(viewer, "log_a", 3);
  viewer.assertSound();
});

Deno.test("Redis back with older data: what viewers have that it has not is no secret", async () => {
  await using redis = await startRedis();
  await using one = await startNode(redis.url);
  await using viewer = new ReturningViewer(one, "a");
  await viewer.catchUp("log_a");
  await publishAll(one, numbered("log_a", 1, 5));
  await redis.cli("SAVE");
  await publishAll(one, numbered("log_a", 6, 8));
  await reached(viewer, "log_a", 8);
  await redis.stop();
  await redis.start();
  await viewer.until(() => viewer.gapFrames.length > 0);
  assert.deepEqual(viewer.gapFrames.map(({ group, cause }) => [group, cause]), [["log_a", "restarted"]]);
  await publishAll(one, numbered("log_a", 6, 6));
  await reached(viewer, "log_a", 6);
  assert.deepEqual(viewer.of("log_a").slice(-2), ["resumed 5-5", "6"]);
  viewer.assertSound();
});

Deno.test("Redis held for 10 s: what was answered 503 is not done, a repeated key is not doubled", async () => {
  await using redis = await startRedis();
  await using one = await startNode(redis.url);
  await using viewer = new ReturningViewer(one, "a");
  await viewer.catchUp("log_a");
  await publishAll(one, numbered("log_a", 1, 1));
  await reached(viewer, "log_a", 1);
  redis.pause();
  const held = Date.now();
  const refused = await Promise.all([publishOne(one, 2), publishOne(one, 3, "key")]);
  assert.deepEqual(refused.map(({ status }) => status), [503, 503]);
  assert.equal(await statusOf(one, "/health/ready"), 503);
  assert.equal(viewer.isOpen, true);
  await eventually("10 s are over", () => Date.now() - held > 10_000);
  redis.resume();
  const since = Date.now();
  await eventually("it is ready", async () => await statusOf(one, "/health/ready") === 200);
  assert.ok(Date.now() - since < BACK, `it took ${Date.now() - since} ms`);
  const answers = await Promise.all([publishOne(one, 3, "key"), publishOne(one, 3, "key")]);
  const [first, second] = await Promise.all(answers.map((answer) => answer.json()));
  assert.deepEqual(first, second);
  await reached(viewer, "log_a", 2);
  assert.deepEqual(viewer.of("log_a").slice(-2), offsets(1, 2));
  viewer.assertSound();
});

Deno.test("Redis with no memory left: 503, nothing half done, and on again when there is room", async () => {
  await using redis = await startRedis({ args: ["--maxmemory-policy", "noeviction"] });
  await using one = await startNode(redis.url);
  await publishAll(one, [...numbered("log_a", 1, 1), ...numbered("log_b", 1, 1)]);
  await redis.cli("CONFIG", "SET", "maxmemory", "1mb");
  const items = [...numbered("log_a", 2, 2), ...numbered("log_b", 2, 2)];
  assert.equal((await publishItems(one, items)).status, 503);
  assert.equal(await statusOf(one, "/health/ready"), 503);
  await redis.cli("CONFIG", "SET", "maxmemory", "0");
  const receipts = await publishAll(one, items);
  assert.deepEqual(receipts.map(({ offset }) => offset), [2, 2]);
  assert.equal(await statusOf(one, "/health/ready"), 200);
});

Deno.test("a subscriber that Redis cut off reads what it has missed, before anything later", async () => {
  await using redis = await startRedis();
  await using one = await startNode(redis.url);
  await using other = await startNode(redis.url);
  await using viewer = new ReturningViewer(other, "a");
  await viewer.catchUp("log_a");
  for (let round = 0; round < 5; round++) {
    const publishing = Array.from(
      { length: 20 },
      (_, at) => publishAll(one, numbered("log_a", 1, 10, { round, at })),
    );
    await redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
    await Promise.all(publishing);
  }
  await reached(viewer, "log_a", 1000);
  assert.deepEqual(viewer.of("log_a").slice(1), offsets(1, 1000));
  viewer.assertSound();
});

Deno.test("without Redis, or with a wrong password, a node does not start, and says why", async () => {
  await using redis = await startRedis({ args: ["--requirepass", "right"] });
  const start = (url: string) =>
    startNode(url).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return "it started";
    }, ({ message }: Error) => message);
  const wrong = await start(`redis://:hunter2@127.0.0.1:${redis.port}`);
  assert.match(wrong, new RegExp(`Cannot use Redis at 127\\.0\\.0\\.1:${redis.port}: WRONGPASS`));
  assert.doesNotMatch(wrong, /hunter2/);
  await redis.stop();
  assert.match(
    await start(redis.url),
    new RegExp(`Cannot use Redis at 127\\.0\\.0\\.1:${redis.port}: .*ECONNREFUSED`),
  );
});

function publishOne(server: RunningBoardcast, n: number, key?: string): Promise<Response> {
  return publishItems(server, numbered("log_a", n, n), key);
}

async function publishItems({ url }: RunningBoardcast, items: unknown[], key?: string): Promise<Response> {
  const response = await fetch(`${url}/api/v1/publish`, {
    method: "POST",
    headers: { "x-api-key": API_KEY, ...key !== undefined && { "idempotency-key": key } },
    body: JSON.stringify(items),
  });
  // Read at once, so that no connection is left open.
  return new Response(await response.text(), response);
}
