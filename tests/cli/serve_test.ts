import assert from "node:assert/strict";
import { createDataFolder } from "../support/accounts.ts";
import { API_KEY, mintToken, SECRET, startBoardcast } from "../support/boardcast.ts";
import { connect } from "../support/ws_client.ts";
import { run, start } from "./child.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`serve ends with exit code 0 on ${signal} and tells open connections to reconnect`, async () => {
    await using server = await startBoardcast();
    const headers = { authorization: `Bearer ${await mintToken({ sub: "1", user_id: 1, role: "viewer" })}` };
    await using trading = await connect(`${server.wsUrl}/ws/trading/`);
    await using dashboard = await connect(`${server.wsUrl}/ws/dashboard/`, { headers });
    const asked = performance.now();
    const [status, ...closed] = await Promise.all([server.stop(signal), trading.closed, dashboard.closed]);
    assert.ok(performance.now() - asked < 2_000, "it took more than two seconds");
    assert.equal(status.code, 0, server.output());
    assert.deepEqual(closed.map(({ code }) => code), [4001, 4001]);
    assert.match(server.output(), /Stopping\n/);
    assert.doesNotMatch(server.output(), new RegExp(`${SECRET}|${API_KEY}|eyJ`));
  });
}

Deno.test("serve ends on Ctrl-C although a peer never answers the close", async () => {
  await using server = await startBoardcast();
  using socket = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const handshake = "GET /ws/trading/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  await socket.write(new TextEncoder().encode(handshake));
  await socket.read(new Uint8Array(512));
  assert.equal((await server.stop("SIGINT")).code, 0);
});

Deno.test("serve prints nothing of Deno's own, also when a body comes in pieces", async () => {
  await using data = await createDataFolder();
  await using server = await startBoardcast({ data: data.path });
  const message = { type: "signal_alert", signal: {} };
  const body = new Blob([JSON.stringify({ group: "trading_updates", message })]).stream();
  const headers = { "x-api-key": API_KEY };
  const response = await fetch(`${server.url}/api/v1/publish`, { method: "POST", headers, body });
  assert.equal(response.status, 200, await response.text());
  await using _watching = await connect(`${server.wsUrl}/ws/trading/`);
  await server.stop("SIGTERM");
  assert.match(server.output(), /^Boardcast \S+ listening on \S+\nStopping\n$/);
});

Deno.test("serve says clearly that its port is in use, and ends with exit code 1", async () => {
  await using server = await startBoardcast();
  const { code, stdout, stderr } = await run(["serve", "--port", String(server.port), "--data", "none"]);
  assert.equal(
    stderr,
    "Cannot listen: another program uses the address; give another --port or stop that program\n",
  );
  assert.deepEqual([code, stdout], [1, ""]);
});

Deno.test("serve refuses a configuration with every problem and exit code 2", async () => {
  const { code, stderr } = await run(["serve", "--port", "x", "--data", ""], {
    BOARDCAST_SECRET: "short-secret",
  });
  assert.equal(code, 2);
  assert.match(stderr, /^The configuration has 3 problems:\n/);
  assert.match(stderr, /- port \(--port\): "x" cannot be used: use a whole number from 0 to 65535\n/);
  assert.match(stderr, /- data \(--data\): "" cannot be used: use a text that is not empty\n/);
  assert.match(
    stderr,
    /- secret \(BOARDCAST_SECRET\): the value given \(hidden\) cannot be used: use at least 32 bytes\n/,
  );
  assert.doesNotMatch(stderr, /short-secret/);
});

Deno.test("serve says that it does not use the Redis it is given", async () => {
  await using server = start(["serve", "--port", "0", "--data", "none"], {
    REDIS_URL: "redis://:pw@127.0.0.1",
  });
  await server.printed(/Note: redis.urls is given, but the backend local does not use it\n/);
  await server.printed(/listening on/);
});

Deno.test("serve makes its secret on the first start, for its owner only, and keeps it", async () => {
  const data = await Deno.makeTempDir({ prefix: "boardcast-cli-" });
  try {
    const secrets: string[] = [];
    for (let round = 0; round < 2; round++) {
      await using server = start(["serve", "--port", "0", "--data", data]);
      await server.printed(/listening on/);
      secrets.push(await Deno.readTextFile(`${data}/secret`));
      assert.equal((await Deno.stat(`${data}/secret`)).mode! & 0o777, 0o600);
      server.kill("SIGTERM");
      assert.equal((await server.ended()).code, 0);
    }
    assert.ok(secrets[0]!.length >= 32);
    assert.equal(secrets[0], secrets[1]);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
