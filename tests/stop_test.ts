/** SIGTERM while viewers do not read what waits for them. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { reload } from "./support/configured.ts";
import { eventually } from "./support/expect.ts";
import { publish, request } from "./support/http_client.ts";
import { openRaw, upgradeRaw } from "./support/raw_socket.ts";
import { Viewer } from "./support/viewer.ts";

const PAD = "x".repeat(60_000);
/** What a person, or a supervisor before it kills, waits for. */
const SOME_SECONDS = 8_000;

/** Publishes until `count` viewers lag, none of which is `healthy`. */
async function lag(server: RunningBoardcast, healthy: Viewer, count: number): Promise<void> {
  for (let n = 0; n < 600; n++) {
    await publish(server, "trading_updates", { type: "signal_alert", signal: { n, pad: PAD } });
    await healthy.next(({ signal }) => signal?.n === n);
    const { body } = await request(server, "GET", "/metrics", { headers: { "x-api-key": API_KEY } });
    if (String(body).includes(`\nboardcast_lagging_connections ${count}\n`)) return;
  }
  assert.fail("nobody lags");
}

Deno.test("a server ends on SIGTERM although viewers do not read, and says goodbye to the others", async () => {
  await using server = await startBoardcast();
  await using healthy = await Viewer.open(server, "/ws/trading/");
  using _plain = await upgradeRaw(server, "/ws/trading/");
  using stream = await openRaw(server);
  await stream.write("GET /ws/trading/?transport=sse HTTP/1.1\r\nHost: x\r\n\r\n");
  await stream.readUntil("$welcome");
  await lag(server, healthy, 2);
  const asked = performance.now();
  const [status, closed] = await Promise.all([server.stop("SIGTERM"), healthy.ended()]);
  assert.ok(performance.now() - asked < SOME_SECONDS, "it took too long");
  assert.deepEqual([status.code, status.signal, closed.code], [0, null, 4001]);
  assert.match(server.output(), /Stopping\n$/);
});

Deno.test("SIGTERM during a reload ends the server all the same", async () => {
  await using server = await startBoardcast();
  await using viewer = await Viewer.open(server, "/ws/trading/");
  for (let n = 0; n < 20; n++) Deno.kill(server.pid, "SIGHUP");
  const [status, closed] = await Promise.all([server.stop("SIGTERM"), viewer.ended()]);
  assert.deepEqual([status.code, status.signal, closed.code], [0, null, 4001], server.output());
  assert.doesNotMatch(server.output(), /Not reloaded|Error/);
});

Deno.test("SIGHUP does not end a server that has just begun to listen", async () => {
  for (let round = 0; round < 5; round++) {
    await using server = await startBoardcast();
    assert.match(await reload(server), /Reloaded/);
  }
});

Deno.test("SIGHUP does not end a server that is stopping", async () => {
  await using server = await startBoardcast();
  // A peer that answers no close keeps it for a moment.
  using _silent = await upgradeRaw(server, "/ws/trading/");
  const stopped = server.stop("SIGTERM");
  await eventually(() => Promise.resolve(server.output()), (said) => said.includes("Stopping"));
  Deno.kill(server.pid, "SIGHUP");
  const { code, signal } = await stopped;
  assert.deepEqual([code, signal], [0, null]);
});
