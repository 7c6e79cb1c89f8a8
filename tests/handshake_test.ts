/** Peers that go away in the middle of the handshake: they count nowhere, and the server lives. */
import assert from "node:assert/strict";
import { startBoardcast } from "./support/boardcast.ts";
import { handshake } from "./support/raw_socket.ts";
import { connect } from "./support/ws_client.ts";

Deno.test("aborted handshakes take no place from those who come later", async () => {
  await using server = await startBoardcast({ env: { BOARDCAST_LIMITS_CONNECTIONS: "20" } });
  for (let at = 0; at < 60; at++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await conn.write(new TextEncoder().encode(handshake(server, "/ws/trading/")));
    conn.close();
  }
  await using viewer = await connect(`${server.wsUrl}/ws/trading/`);
  assert.equal((await viewer.receive()).type, "connection");
});

Deno.test("a server that ran out of file descriptors listens again", async () => {
  await using server = await startBoardcast({ openFiles: 80 });
  const idle: Deno.Conn[] = [];
  for (let at = 0; at < 120; at++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port }).catch(() => null);
    if (conn) idle.push(conn);
  }
  for (const conn of idle) conn.close();
  const deadline = Date.now() + 10_000;
  const isUp = () =>
    fetch(`${server.url}/health/live`).then((answer) => answer.text().then(() => answer.ok), () => false);
  while (!await isUp()) assert.ok(Date.now() < deadline, server.output());
});
