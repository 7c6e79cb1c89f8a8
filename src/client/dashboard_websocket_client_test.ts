// deno-lint-ignore-file no-console -- the console is spied on.
import assert from "node:assert/strict";
import { DashboardWebSocketClient } from "./dashboard_websocket_client.ts";

/** A server whose first `refused` handshakes are answered 403. */
class Server implements AsyncDisposable {
  readonly received: unknown[] = [];
  readonly handshakes: number[] = [];
  readonly sockets: WebSocket[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #refused: number;

  constructor(refused = 0) {
    this.#refused = refused;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      (request) => this.#answer(request),
    );
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#server.addr.port}/ws/dashboard/`;
  }

  #answer(request: Request): Response {
    this.handshakes.push(performance.now());
    if (this.handshakes.length <= this.#refused) return new Response(null, { status: 403 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    this.sockets.push(socket);
    socket.onmessage = ({ data }) => {
      this.received.push(JSON.parse(data));
      socket.send(JSON.stringify({ type: "pong", timestamp: "2026-01-13 09:20:11.204518+00:00" }));
    };
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Takes what is written to the console until disposed. */
class ConsoleSpy implements Disposable {
  readonly lines: string[] = [];
  readonly #console = { log: console.log, warn: console.warn, error: console.error };

  constructor() {
    const take = (...parts: unknown[]) => void this.lines.push(String(parts[0]));
    Object.assign(console, { log: take, warn: take, error: take });
  }

  [Symbol.dispose](): void {
    Object.assign(console, this.#console);
  }
}

function next(client: DashboardWebSocketClient, type: string): Promise<Record<string, unknown>> {
  const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>();
  const listener = (detail: Record<string, unknown>) => {
    client.off(type, listener);
    resolve(detail);
  };
  client.on(type, listener);
  return promise;
}

function closing(socket: WebSocket): Promise<Event> {
  return new Promise((resolve) => socket.addEventListener("close", resolve));
}

Deno.test("DashboardWebSocketClient.connect() announces the connection and pings once", async () => {
  using spy = new ConsoleSpy();
  await using server = new Server();
  const changes: boolean[] = [];
  using client = new DashboardWebSocketClient({
    url: server.url,
    onConnectionChange: (connected) => changes.push(connected),
  });
  const connected = next(client, "connected");
  const pong = next(client, "pong");
  client.connect();
  assert.ok((await connected).timestamp instanceof Date);
  assert.equal(typeof (await pong).timestamp, "string");
  assert.deepEqual(server.received, [{ type: "ping" }]);
  assert.deepEqual(changes, [true]);
  assert.equal(client.isConnected, true);
  assert.equal(spy.lines[0], `Connecting to WebSocket: ${server.url}`);
  assert.equal(spy.lines[1], "✓ WebSocket connected");
  assert.equal(spy.lines[2], "WebSocket message received:");
});

Deno.test("DashboardWebSocketClient.connect() while connected warns and opens no second connection", async () => {
  using spy = new ConsoleSpy();
  await using server = new Server();
  using client = new DashboardWebSocketClient({ url: server.url });
  const pong = next(client, "pong");
  client.connect();
  client.connect();
  await pong;
  client.connect();
  assert.equal(server.handshakes.length, 1);
  assert.equal(spy.lines.filter((line) => line === "WebSocket is already connected").length, 2);
});

Deno.test("DashboardWebSocketClient.disconnect() neither reconnects nor reports a failure", async () => {
  using spy = new ConsoleSpy();
  await using server = new Server();
  // Not disposed: a try that is due would be left behind, for the sanitizer of this test to report.
  const client = new DashboardWebSocketClient({ url: server.url, reconnectDelay: 60_000 });
  const events: string[] = [];
  for (const type of ["disconnected", "reconnect_failed"]) client.on(type, () => events.push(type));
  const pong = next(client, "pong");
  client.connect();
  await pong;
  const closed = Promise.all([closing(server.sockets[0]!), closing(client.ws!)]);
  client.disconnect();
  await closed;
  assert.deepEqual(events, ["disconnected"]);
  assert.equal(client.isConnected, false);
  assert.equal(client.ws, null);
  assert.ok(!spy.lines.some((line) => /reconnect/i.test(line)), spy.lines.join("\n"));
});

Deno.test("DashboardWebSocketClient.disconnect() cancels the try that is due", async () => {
  using _spy = new ConsoleSpy();
  await using server = new Server(1);
  // Not disposed, as above.
  const client = new DashboardWebSocketClient({ url: server.url, reconnectDelay: 60_000 });
  const disconnected = next(client, "disconnected");
  client.connect();
  await disconnected;
  client.disconnect();
  assert.equal(client.reconnectAttempts, 0);
});

Deno.test("DashboardWebSocketClient.connect() after disconnect() connects anew", async () => {
  using _spy = new ConsoleSpy();
  await using server = new Server();
  using client = new DashboardWebSocketClient({ url: server.url });
  const first = next(client, "connected");
  client.connect();
  await first;
  const closed = closing(client.ws!);
  client.disconnect();
  const second = next(client, "pong");
  client.connect();
  await second;
  await closed;
  assert.equal(client.isConnected, true);
});

Deno.test("DashboardWebSocketClient gives up after 5 tries, each after twice the wait of the one before", async () => {
  using spy = new ConsoleSpy();
  await using server = new Server(Infinity);
  using client = new DashboardWebSocketClient({ url: server.url, reconnectDelay: 20 });
  const failed = next(client, "reconnect_failed");
  client.connect();
  assert.deepEqual(await failed, { attempts: 5 });
  const waits = server.handshakes.slice(1).map((at, index) => at - server.handshakes[index]!);
  assert.equal(waits.length, 5);
  // A timer may fire up to a millisecond early.
  waits.forEach((wait, index) => assert.ok(wait >= 20 * 2 ** index - 1, `wait ${index + 1} was ${wait} ms`));
  const tries = spy.lines.filter((line) => line.startsWith("Reconnecting"));
  assert.equal(tries[0], "Reconnecting in 20 ms... (1/5)");
  assert.equal(tries[4], "Reconnecting in 320 ms... (5/5)");
  assert.ok(spy.lines.some((line) => line.startsWith("Max reconnection attempts reached")));
});

Deno.test("DashboardWebSocketClient counts anew after it got through", async () => {
  using _spy = new ConsoleSpy();
  await using server = new Server(2);
  using client = new DashboardWebSocketClient({ url: server.url, reconnectDelay: 5 });
  const first = next(client, "pong");
  client.connect();
  await first;
  assert.equal(server.handshakes.length, 3);
  assert.equal(client.reconnectAttempts, 0);
  const second = next(client, "pong");
  server.sockets[0]!.close(1012);
  await second;
  assert.equal(client.reconnectAttempts, 0);
});

Deno.test("DashboardWebSocketClient hands a frame to each listener of its type, past one that throws", async () => {
  using _spy = new ConsoleSpy();
  await using server = new Server();
  using client = new DashboardWebSocketClient({ url: server.url });
  const calls: string[] = [];
  const dropped = () => calls.push("dropped");
  client.on("gcode_update", dropped);
  client.on("gcode_update", () => {
    throw new Error("a bug of the page");
  });
  client.on("gcode_update", ({ data }) => calls.push(`score ${data.g_code_score}`));
  client.off("gcode_update", dropped);
  const pong = next(client, "pong");
  client.connect();
  await pong;
  const update = next(client, "gcode_update");
  server.sockets[0]!.send(JSON.stringify({ type: "gcode_update", data: { g_code_score: 64 } }));
  await update;
  assert.deepEqual(calls, ["score 64"]);
});

Deno.test("DashboardWebSocketClient tells nobody of what a listener has just ended", async () => {
  using _spy = new ConsoleSpy();
  await using server = new Server();
  using client = new DashboardWebSocketClient({ url: server.url });
  const told: unknown[] = [];
  const dropped = () => told.push("dropped");
  client.onConnectionChange = (connected) => {
    told.push(connected);
    if (connected) client.disconnect();
  };
  client.on("disconnected", () => client.off("disconnected", dropped));
  client.on("disconnected", dropped);
  client.on("connected", () => told.push("connected"));
  const ended = next(client, "disconnected");
  client.connect();
  await ended;
  await Promise.all(server.sockets.map(closing));
  assert.deepEqual(told, [true, false]);
  assert.equal(client.isConnected, false);
});

Deno.test("DashboardWebSocketClient outlives frames that are no JSON objects", async () => {
  using spy = new ConsoleSpy();
  await using server = new Server();
  using client = new DashboardWebSocketClient({ url: server.url });
  const pong = next(client, "pong");
  client.connect();
  await pong;
  const update = next(client, "__proto__");
  for (const frame of ["not JSON", "[]", "null", "{}"]) server.sockets[0]!.send(frame);
  server.sockets[0]!.send(new Uint8Array([1, 2, 3]));
  server.sockets[0]!.send('{"type":"__proto__"}');
  await update;
  assert.equal(client.isConnected, true);
  assert.equal(spy.lines.filter((line) => line === "WebSocket message is not a JSON object:").length, 4);
});

Deno.test("DashboardWebSocketClient.send() drops a message when not connected", () => {
  using spy = new ConsoleSpy();
  new DashboardWebSocketClient({ url: "ws://127.0.0.1:1/" }).send({ type: "ping" });
  assert.deepEqual(spy.lines, ["WebSocket is not connected, not sent:"]);
});
