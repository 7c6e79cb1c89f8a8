/** A bare TCP connection, for what no WebSocket or HTTP library would send. */
import assert from "node:assert/strict";
import type { RunningBoardcast } from "./boardcast.ts";

/** A TCP connection to the server under test. */
export interface RawSocket extends Disposable {
  write(data: string | Uint8Array): Promise<void>;
  /** Reads until the text so far holds `text`; each byte becomes one character. */
  readUntil(text: string): Promise<string>;
  /** Reads until the server ends the connection. */
  readToEnd(): Promise<string>;
  /** Says that nothing more will be sent and reads to the end; a reset by the server is an end as well. */
  finish(): Promise<string>;
}

/** Opens a TCP connection; whatever is awaited on it ends after 15 s. */
export async function openRaw(server: RunningBoardcast): Promise<RawSocket> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const buffer = new Uint8Array(65_536);
  const texts: string[] = [];
  let timedOut = false;
  const deadline = setTimeout(() => {
    timedOut = true;
    conn.close();
  }, 15_000);
  const read = async () => {
    const count = await conn.read(buffer).catch(() => null);
    assert.ok(!timedOut, `the server said only ${JSON.stringify(texts.join("").slice(0, 500))} within 15 s`);
    if (count !== null) texts.push(latin1(buffer.subarray(0, count)));
    return count !== null;
  };
  const readToEnd = async () => {
    while (await read());
    return texts.join("");
  };
  return {
    write: (data) => writeAll(conn, typeof data === "string" ? new TextEncoder().encode(data) : data),
    readUntil: async (wanted) => {
      // What was read is long at times: only the end of it is new.
      let end = texts.join("");
      while (!end.includes(wanted)) {
        assert.ok(await read(), `the connection ended after ${JSON.stringify(texts.join(""))}`);
        end = end.slice(-wanted.length) + texts.at(-1);
      }
      return texts.join("");
    },
    readToEnd,
    finish: async () => {
      await conn.closeWrite().catch(() => {});
      return await readToEnd();
    },
    [Symbol.dispose]: () => {
      clearTimeout(deadline);
      if (!timedOut) conn.close();
    },
  };
}

/** Opens a TCP connection and upgrades it to a WebSocket at `path`. */
export async function upgradeRaw(server: RunningBoardcast, path: string): Promise<RawSocket> {
  const socket = await openRaw(server);
  await socket.write(handshake(server, path));
  const answer = await socket.readUntil("\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 101 /);
  return socket;
}

/** The text of a handshake request. */
export function handshake(server: RunningBoardcast, path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${server.port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "\r\n",
  ].join("\r\n");
}

/** One frame of RFC 6455; `first` is its first byte: FIN, reserved bits and opcode. */
export function frame(first: number, payload: string | Uint8Array, { masked = true } = {}): Uint8Array {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  assert.ok(bytes.length < 65_536);
  const mark = masked ? 0x80 : 0;
  const length = bytes.length < 126
    ? [mark | bytes.length]
    : [mark | 126, bytes.length >> 8, bytes.length & 255];
  // A mask of zeros leaves the payload as it is.
  return new Uint8Array([first, ...length, ...(masked ? [0, 0, 0, 0] : []), ...bytes]);
}

async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  let sent = 0;
  // The server may have ended the connection because of what it got so far, which is its right.
  while (sent < bytes.length) sent += await conn.write(bytes.subarray(sent)).catch(() => bytes.length);
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
