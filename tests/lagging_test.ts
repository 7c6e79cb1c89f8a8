/** Slow and stuck viewers: what they get in the end, and that they cost nobody else anything. */
import assert from "node:assert/strict";
import { API_KEY, startBoardcast } from "./support/boardcast.ts";
import { upgradeRaw } from "./support/raw_socket.ts";
import { connect, type Connection } from "./support/ws_client.ts";

const PAD = "x".repeat(60_000);
/** More than the kernel keeps for a peer that does not read. */
const ROUNDS = 40;

async function publish(url: string, from: number, count: number, group = "trading_updates"): Promise<void> {
  const items = Array.from({ length: count }, (_, at) => ({
    group,
    message: { type: "signal_alert", signal: { n: from + at, pad: PAD } },
  }));
  for (let at = 0; at < items.length; at += 10) {
    const response = await fetch(`${url}/api/v1/publish`, {
      method: "POST",
      headers: { "x-api-key": API_KEY },
      body: JSON.stringify(items.slice(at, at + 10)),
    });
    assert.equal(response.status, 200, await response.text());
  }
}

async function signals(viewer: Connection, count: number): Promise<number[]> {
  const numbers: number[] = [];
  while (numbers.length < count) {
    const { type, signal } = await viewer.receive(20_000);
    if (type === "signal_alert") numbers.push(signal.n);
  }
  return numbers;
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

Deno.test("a viewer that does not read costs the others nothing, and is let go", async () => {
  await using server = await startBoardcast({ env: { BOARDCAST_LIMITS_SLOW_MS: "1000" } });
  await using healthy = await connect(`${server.wsUrl}/ws/trading/`);
  await healthy.receive();
  using _stuck = await upgradeRaw(server, "/ws/trading/");
  for (let round = 0; round < ROUNDS; round++) {
    await publish(server.url, round * 10, 10);
    assert.deepEqual(await signals(healthy, 10), upTo(10).map((n) => round * 10 + n));
  }
  const deadline = Date.now() + 15_000;
  while (await members(server.url) > 1) {
    assert.ok(Date.now() < deadline, "the stuck viewer is still a member");
  }
});

Deno.test("a slow viewer gets every log entry in order once it reads again", async () => {
  await using server = await startBoardcast();
  using slow = await upgradeRaw(server, "/ws/trading/");
  await publish(server.url, 0, 150);
  let text = "";
  while (!text.includes(`"n":149,`)) text = await slow.readUntil(`"n":149,`);
  const numbers = [...text.matchAll(/"n":(\d+),/g)].map(([, n]) => Number(n));
  assert.deepEqual(numbers, upTo(150));
});

async function members(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/groups/trading_updates`, { headers: { "x-api-key": API_KEY } });
  return (await response.json()).members;
}
