/** A viewer that is a bare TCP connection: nothing but the server's own work is to be measured. */

/** What a viewer that is being opened asks for. */
export interface RawViewerOptions {
  readonly port: number;
  /** The path of the board with its query. */
  readonly path: string;
  /** What it says first, once it is upgraded. */
  readonly hello?: Uint8Array;
}

/** An upgraded connection, and the bytes that came with the answer. */
export interface RawViewer {
  readonly conn: Deno.TcpConn;
  readonly rest: Uint8Array;
}

/** An unsolicited pong (RFC 6455, section 5.5.3): a viewer that sends it now and then need not look for pings. */
export const PONG: Uint8Array = new Uint8Array([0x8a, 0x80, 0, 0, 0, 0]);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Opens a viewer that speaks `boardcast.v1`. @throws Error when it is not upgraded. */
export async function openRawViewer({ port, path, hello }: RawViewerOptions): Promise<RawViewer> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    await conn.write(handshake(port, path));
    const rest = await answerOf(conn);
    if (hello) await conn.write(hello);
    return { conn, rest };
  } catch (error) {
    conn.close();
    throw error;
  }
}

function handshake(port: number, path: string): Uint8Array {
  return encoder.encode([
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: boardcast.v1",
    "\r\n",
  ].join("\r\n"));
}

async function answerOf(conn: Deno.TcpConn): Promise<Uint8Array> {
  const buffer = new Uint8Array(4096);
  for (let length = 0; length < buffer.length;) {
    const count = await conn.read(buffer.subarray(length));
    if (count === null) throw new Error("The server ended the connection during the handshake");
    length += count;
    const text = decoder.decode(buffer.subarray(0, length));
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    if (text.startsWith("HTTP/1.1 101 ")) return buffer.slice(end + 4, length);
    throw new Error(`Not upgraded: ${text.slice(0, 200)}`);
  }
  throw new Error("The answer to the handshake has no end");
}
