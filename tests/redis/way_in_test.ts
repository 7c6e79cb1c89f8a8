/** Redis as a way in, before a real server: for either backend. */
import assert from "node:assert/strict";
import { startBoardcast } from "../support/boardcast.ts";
import { startRedis } from "../support/redis.ts";
import { eventually } from "../support/redis_nodes.ts";
import { connect } from "../support/ws_client.ts";

for (const backend of ["local", "redis"]) {
  Deno.test(`what is published in a channel or added to the stream reaches viewers, backend ${backend}`, async () => {
    await using redis = await startRedis();
    const env = { REDIS_URL: redis.url, BOARDCAST_BACKEND: backend, BOARDCAST_REDIS_WAY_IN: "true" };
    await using server = await startBoardcast({ env });
    await using viewer = await connect(`${server.wsUrl}/ws/trading/`);
    assert.equal((await viewer.receive()).type, "connection");
    const signal = (n: number) => JSON.stringify({ type: "signal_alert", signal: { n } });
    const channel = "boardcast:in:trading_updates";
    await eventually("it listens", async () => await redis.cli("PUBLISH", channel, signal(1)) === "1");
    await redis.cli("XADD", "boardcast:in", "*", "group", "trading_updates", "message", signal(2));
    await redis.cli("XADD", "boardcast:in", "*", "group", "nothing", "message", signal(3));
    const told = [await viewer.receive(), await viewer.receive()].map(({ signal }) => signal.n);
    assert.deepEqual(told.toSorted(), [1, 2]);
    await eventually(
      "what no board has is put aside",
      async () =>
        /no board declares the group "nothing"/.test(
          await redis.cli("XRANGE", "boardcast:in:refused", "-", "+"),
        ),
    );
  });
}
