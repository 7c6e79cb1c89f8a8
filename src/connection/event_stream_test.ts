import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import { EventStream, type EventStreamOptions } from "./event_stream.ts";

/** Far more than a kernel keeps for a peer that does not read: 4 MiB to be sent, 6 MiB received. */
const MUCH = 24 * 1024 * 1024;
/** What kernel and HTTP server may take of it. */
const MOST_TAKEN = 12 * 1024 * 1024;
const FRAME = "x".repeat(16 * 1024);
/** Longer than any test. */
const NEVER = 3_600_000;

interface Serving extends AsyncDisposable {
  readonly port: number;
  /** The stream of the next request, as soon as there is one. */
  next(): Promise<EventStream>;
  readonly http: Deno.HttpServer<Deno.NetAddr>;
}

/** A real HTTP server that answers every request with an event stream. */
function serve(options: Partial<EventStreamOptions> = {}): Serving {
  const streams: EventStream[] = [];
  let wake = () => {};
  const abort = new AbortController();
  const serveOptions = { hostname: "127.0.0.1", port: 0, signal: abort.signal, onListen: () => {} };
  let hasEnded = false;
  const http = Deno.serve(serveOptions, () => {
    const stream = new EventStream({ positions: () => "", heartbeatMs: NEVER, ...options });
    streams.push(stream);
    wake();
    return stream.response;
  });
  http.finished.then(() => hasEnded = true);
  return {
    http,
    port: http.addr.port,
    next: async () => {
      while (streams.length === 0) await new Promise<void>((resolve) => wake = resolve);
      return streams.shift()!;
    },
    [Symbol.asyncDispose]: async () => {
      // Stuck peers do not let it stop otherwise; one that has stopped cannot be aborted any more.
      if (!hasEnded) abort.abort();
      await http.finished;
    },
  };
}

/** A TCP client that reads only when it is told to. */
class RawClient implements Disposable {
  readonly #conn: Deno.Conn;
  readonly #text = new TextDecoder();
  #open = true;
  received = "";

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  static async get(port: number): Promise<RawClient> {
    const client = new RawClient(await Deno.connect({ hostname: "127.0.0.1", port }));
    await client.#conn.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
    return client;
  }

  async ask(): Promise<void> {
    await this.#conn.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
  }

  async readUntil(wanted: string | (() => boolean)): Promise<string> {
    const buffer = new Uint8Array(256 * 1024);
    let searched = 0;
    const isThere = typeof wanted === "string" ? () => this.received.includes(wanted, searched) : wanted;
    while (!isThere()) {
      searched = Math.max(0, this.received.length - String(wanted).length);
      const count = await this.#conn.read(buffer);
      assert.notEqual(count, null, `the server ended the connection after ${this.received.slice(-500)}`);
      this.received += this.#text.decode(buffer.subarray(0, count!), { stream: true });
    }
    return this.received;
  }

  [Symbol.dispose](): void {
    if (this.#open) this.#conn.close();
    this.#open = false;
  }
}

function fired(stream: EventStream, type: "open" | "close"): Promise<void> {
  return new Promise((resolve) => stream.addEventListener(type, () => resolve()));
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

/** Writes `MUCH` and waits until the network takes no more; how many bytes it took. */
async function fill(stream: EventStream): Promise<number> {
  let before = -1;
  for (let sent = 0; sent < MUCH; sent += FRAME.length) stream.send(FRAME);
  const written = stream.bufferedAmount;
  for (let same = 0; same < 50; same = stream.bufferedAmount === before ? same + 1 : 0) {
    before = stream.bufferedAmount;
    await turn();
  }
  return written - stream.bufferedAmount;
}

/** The payload of an answer in chunks (RFC 9112, section 7.1). */
function payload(answer: string): string {
  return answer.slice(answer.indexOf("\r\n\r\n") + 4).replaceAll(/(?:\r\n)?[0-9a-f]+\r\n/g, "");
}

Deno.test("EventStream sends how soon to connect again, and each frame as an event with its position", async () => {
  let offset = 0;
  await using server = serve({ positions: () => offset === 0 ? "" : `{"g":${offset}}` });
  using client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  stream.send('{"type":"$welcome"}');
  offset = 7;
  stream.send('{"type":"a"}');
  const answer = await client.readUntil('"a"}\n\n');
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(answer, /content-type: text\/event-stream\r\n/);
  assert.match(answer, /cache-control: no-store\r\n/);
  assert.match(answer, /x-accel-buffering: no\r\n/);
  assert.equal(
    payload(answer).trimEnd(),
    'retry: 1000\n\ndata: {"type":"$welcome"}\n\nid: {"g":7}\ndata: {"type":"a"}',
  );
});

Deno.test("EventStream keeps the line ends of a frame within its event", async () => {
  const stream = new EventStream({ positions: () => "", heartbeatMs: NEVER });
  const body = stream.response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await body.read()).value, "retry: 1000\n\n");
  const next = body.read();
  await fired(stream, "open");
  stream.send('{\n"a":1,\r\n"b":2\r}');
  assert.equal((await next).value, 'data: {\ndata: "a":1,\ndata: "b":2\ndata: }\n\n');
  await body.cancel();
});

Deno.test("EventStream counts what a peer that does not read leaves, and little is taken ahead", async () => {
  await using server = serve();
  using client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  assert.equal(stream.bufferedAmount, 0);
  const taken = await fill(stream);
  assert.ok(taken < MOST_TAKEN, `${taken} bytes were taken for a peer that does not read`);
  assert.ok(stream.bufferedAmount > MUCH - MOST_TAKEN);
  await client.readUntil(() => stream.bufferedAmount === 0);
  stream.close(4008, "slow");
  const body = payload(await client.readUntil("event: $close"));
  assert.equal(body.split(FRAME).length - 1, MUCH / FRAME.length);
});

Deno.test("EventStream counts what an HTTP/2 peer that does not read leaves", async () => {
  await using server = serve();
  const session = connectHttp2(`http://127.0.0.1:${server.port}`);
  const request = session.request({ ":path": "/" });
  request.on("error", () => {});
  request.end();
  const stream = await server.next();
  await fired(stream, "open");
  assert.ok(await fill(stream) < MOST_TAKEN);
  const closed = fired(stream, "close");
  request.close();
  await closed;
  assert.equal(stream.bufferedAmount, 0);
  await new Promise<void>((resolve) => session.close(resolve));
});

Deno.test("EventStream notices a peer that goes away while nothing is sent", async () => {
  await using server = serve();
  const client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  await client.readUntil("retry");
  const closed = fired(stream, "close");
  client[Symbol.dispose]();
  await closed;
  assert.equal(stream.readyState, WebSocket.CLOSED);
  stream.send("nothing happens");
  stream.close(4001, "nothing happens");
  assert.equal(stream.bufferedAmount, 0);
});

Deno.test("EventStream notices a stuck peer that goes away, and keeps nothing for it", async () => {
  await using server = serve();
  using client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  await fill(stream);
  const closed = fired(stream, "close");
  client[Symbol.dispose]();
  await closed;
  assert.equal(stream.bufferedAmount, 0);
});

Deno.test("EventStream says why it closes, and then the body ends and the TCP connection serves on", async () => {
  await using server = serve();
  using client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  const closed = fired(stream, "close");
  stream.send('{"type":"last"}');
  stream.close(4401, "Sign in");
  assert.equal(stream.readyState, WebSocket.CLOSING);
  stream.close(1011, "Only the first counts");
  stream.send('{"type":"late"}');
  await closed;
  assert.equal(stream.readyState, WebSocket.CLOSED);
  assert.equal(
    payload(await client.readUntil("0\r\n\r\n")).trimEnd(),
    'retry: 1000\n\ndata: {"type":"last"}\n\nevent: $close\ndata: {"code":4401,"reason":"Sign in"}',
  );
  client.received = "";
  await client.ask();
  assert.match(await client.readUntil("retry"), /^HTTP\/1\.1 200 OK\r\n/);
});

Deno.test("EventStream that closes before it opens says why all the same", async () => {
  const stream = new EventStream({ positions: () => "", heartbeatMs: 1 });
  let opened = false;
  stream.addEventListener("open", () => opened = true);
  stream.close(4001, "Draining");
  const closed = fired(stream, "close");
  assert.match(await stream.response.text(), /^retry: 1000\n\nevent: \$close\ndata: {"code":4001,/);
  await closed;
  assert.equal(opened, false);
});

Deno.test("EventStream is closing as long as a stuck peer has not taken what waits", async () => {
  await using server = serve();
  using client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  await fill(stream);
  const closed = fired(stream, "close");
  stream.close(4008, "slow");
  await turn();
  assert.equal(stream.readyState, WebSocket.CLOSING);
  await client.readUntil('"slow"');
  await closed;
  assert.equal(stream.readyState, WebSocket.CLOSED);
});

Deno.test("EventStream writes a comment when there is nothing to say", async () => {
  await using server = serve({ heartbeatMs: 5 });
  using client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  await client.readUntil(() => payload(client.received).split(":\n\n").length > 3);
});

Deno.test("EventStream writes no comment behind what a stuck peer has not taken", async () => {
  await using server = serve({ heartbeatMs: 1 });
  using _client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  await fill(stream);
  const { bufferedAmount } = stream;
  for (let turns = 0; turns < 50; turns++) await turn();
  assert.equal(stream.bufferedAmount, bufferedAmount);
});

Deno.test("the HTTP server waits for open event streams when it stops, and not for closed ones", async () => {
  await using server = serve();
  using client = await RawClient.get(server.port);
  const stream = await server.next();
  await fired(stream, "open");
  let hasStopped = false;
  const stopped = server.http.shutdown().then(() => hasStopped = true);
  stream.send('{"type":"still there"}');
  await client.readUntil("still there");
  assert.equal(hasStopped, false);
  stream.close(4001, "Draining");
  await client.readUntil("Draining");
  await stopped;
});
