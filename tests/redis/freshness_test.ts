/** Who is to blame when nothing comes: without Redis no producer is. */
import assert from "node:assert/strict";
import { publish } from "../support/http_client.ts";
import { startRedis } from "../support/redis.ts";
import { startNode } from "../support/redis_nodes.ts";
import { connect, type Frame } from "../support/ws_client.ts";

Deno.test("while Redis is away, viewers are told that the backend is to blame, and when it is back that all is fresh", async () => {
  await using redis = await startRedis();
  await using node = await startNode(redis.url);
  await using viewer = await connect(`${node.wsUrl}/ws/trading/`, { protocols: ["boardcast.v1"] });
  const told = async (status: string): Promise<Frame> => {
    for (;;) {
      const frames = [await viewer.receive(30_000)].flat() as Frame[];
      const found = frames.find((frame) => frame["type"] === "$freshness" && frame["status"] === status);
      if (found) return found;
    }
  };
  const price = { type: "price_update", symbol: "EURUSD", data: { bid: 1, ask: 2 } };
  await publish(node, "trading_updates", price);
  await redis.stop();
  assert.equal((await told("late"))["cause"], "backend");
  await redis.start();
  const deadline = Date.now() + 20_000;
  while (!await publish(node, "trading_updates", price).then(() => true, () => Date.now() > deadline));
  await told("fresh");
});
