import type { RunningBoardcast } from "./boardcast.ts";

/** Opens a WebSocket at `path` of which nothing is read but the answer to the handshake. */
export async function openUnread(server: RunningBoardcast, path: string): Promise<Disposable> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const head = [
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "",
    "",
  ];
  await connection.write(new TextEncoder().encode(head.join("\r\n")));
  await connection.read(new Uint8Array(1024));
  return connection;
}
