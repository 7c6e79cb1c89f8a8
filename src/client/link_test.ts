import assert from "node:assert/strict";
import { Link, type LinkEnd, type LinkOptions, type ReconnectPolicy } from "./link.ts";

const POLICY: ReconnectPolicy = { delay: () => 1, tries: 3, mayRetry: (code) => code < 4400 };

/** A server whose first `refused` handshakes are answered 403; it sends back what it is sent. */
class Server implements AsyncDisposable {
  readonly handshakes: { readonly at: number; readonly protocols: string | null }[] = [];
  readonly sockets: WebSocket[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #refused: number;

  constructor(refused = 0) {
    this.#refused = refused;
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      const protocols = request.headers.get("sec-websocket-protocol");
      this.handshakes.push({ at: performance.now(), protocols });
      if (this.handshakes.length <= this.#refused) return new Response(null, { status: 403 });
      const { socket, response } = Deno.upgradeWebSocket(
        request,
        protocols ? { protocol: protocols.split(",")[0]! } : {},
      );
      this.sockets.push(socket);
      socket.onmessage = ({ data }) => socket.send(data);
      return response;
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#server.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** A link that writes down what it tells, and wakes whoever waits for it. */
class Watched implements Disposable {
  readonly told: string[] = [];
  readonly ends: LinkEnd[] = [];
  readonly link: Link;
  #wake = Promise.withResolvers<void>();

  constructor(options: Partial<LinkOptions> & Pick<LinkOptions, "url">) {
    this.link = new Link({
      policy: POLICY,
      onOpen: () => this.#tell("open"),
      onMessage: (text) => this.#tell(text),
      onClose: (end) => {
        this.ends.push(end);
        this.#tell(`closed ${end.code}`);
      },
      ...options,
    });
  }

  async until(count: number): Promise<string[]> {
    while (this.told.length < count) await this.#wake.promise;
    return this.told;
  }

  [Symbol.dispose](): void {
    this.link.disconnect();
  }

  #tell(what: string): void {
    this.told.push(what);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

function closing(socket: WebSocket): Promise<Event> {
  return new Promise((resolve) => socket.addEventListener("close", resolve));
}

Deno.test("Link connects, sends, hands out text and says goodbye", async () => {
  await using server = new Server();
  using watched = new Watched({ url: () => server.url, protocols: () => Promise.resolve(["a", "b"]) });
  const { link } = watched;
  assert.equal(link.state, "idle");
  assert.equal(link.send("too early"), false);
  link.connect();
  link.connect();
  assert.equal(link.state, "connecting");
  await watched.until(1);
  assert.equal(link.state, "open");
  assert.equal(link.socket!.protocol, "a");
  server.sockets[0]!.send(new Uint8Array([1, 2]));
  assert.equal(link.send("hello"), true);
  assert.deepEqual(await watched.until(2), ["open", "hello"]);
  const closed = closing(server.sockets[0]!);
  link.disconnect(1000, "bye");
  assert.equal(((await closed) as CloseEvent).reason, "bye");
  assert.deepEqual(watched.ends, [{ code: 1000, reason: "bye", retryIn: null }]);
  assert.equal(link.state, "idle");
  assert.equal(server.handshakes.length, 1);
});

Deno.test("Link connects again when it is closed, and counts the tries anew", async () => {
  await using server = new Server(2);
  using watched = new Watched({ url: () => server.url });
  watched.link.connect();
  assert.deepEqual(await watched.until(3), ["closed 1006", "closed 1006", "open"]);
  assert.equal(watched.link.attempt, 0);
  server.sockets[0]!.close(4001, "reconnect");
  assert.deepEqual((await watched.until(5)).slice(3), ["closed 4001", "open"]);
  assert.equal(server.handshakes.length, 4);
});

Deno.test("Link goes on counting after a connection that was open for a moment only", async () => {
  await using server = new Server();
  using watched = new Watched({ url: () => server.url, policy: { ...POLICY, stable: 60_000 } });
  watched.link.connect();
  for (let at = 0; at < 4; at++) {
    await watched.until(2 * at + 1);
    assert.equal(watched.link.attempt, at);
    server.sockets[at]!.close(1011);
  }
  await watched.until(8);
  assert.equal(watched.link.state, "ended");
  assert.equal(server.handshakes.length, 4, "the first, and three tries");
});

Deno.test("Link gives up after so many tries, and begins anew when it is asked to", async () => {
  await using server = new Server(4);
  using watched = new Watched({ url: () => server.url });
  watched.link.connect();
  await watched.until(4);
  assert.deepEqual(watched.ends.map(({ retryIn }) => retryIn), [1, 1, 1, null]);
  assert.equal(watched.link.state, "ended");
  assert.equal(watched.link.attempt, 3);
  watched.link.retryNow();
  assert.equal(watched.link.state, "ended");
  watched.link.connect();
  assert.equal((await watched.until(5))[4], "open");
});

Deno.test("Link never tries again after a code that forbids it", async () => {
  await using server = new Server();
  using watched = new Watched({ url: () => server.url });
  watched.link.connect();
  await watched.until(1);
  server.sockets[0]!.close(4403, "Not allowed");
  await watched.until(2);
  assert.deepEqual(watched.ends, [{ code: 4403, reason: "Not allowed", retryIn: null }]);
  assert.equal(watched.link.state, "ended");
});

Deno.test("Link.disconnect() cancels the try that is due, and whatever an earlier try still brings", async () => {
  await using server = new Server(1);
  // Not disposed: a try that is due would be left behind, for the sanitizer of this test to report.
  const watched = new Watched({ url: () => server.url, policy: { ...POLICY, delay: () => 60_000 } });
  watched.link.connect();
  await watched.until(1);
  assert.equal(watched.link.state, "waiting");
  watched.link.disconnect();
  assert.equal(watched.link.state, "idle");
  assert.deepEqual(watched.told, ["closed 1006"]);

  const address = Promise.withResolvers<string>();
  using other = new Watched({ url: () => address.promise });
  other.link.connect();
  other.link.disconnect();
  address.resolve(server.url);
  await address.promise;
  await Promise.resolve();
  assert.equal(other.link.socket, null);
  assert.deepEqual(other.told, ["closed 1000"]);
});

Deno.test("Link.disconnect() within onClose ends it, connect() within onClose begins it anew", async () => {
  await using server = new Server(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const link: Link = new Link({
    url: () => server.url,
    policy: { ...POLICY, delay: () => 60_000 },
    onOpen: () => server.sockets[0]!.close(1012),
    onMessage: () => {},
    onClose: ({ code, retryIn }) => {
      if (retryIn === null) return;
      if (code === 1006) return link.connect();
      link.disconnect();
      resolve();
    },
  });
  link.connect();
  await promise;
  assert.equal(link.state, "idle");
  assert.equal(server.handshakes.length, 2);
});

Deno.test("Link.retryNow() does not wait", async () => {
  await using server = new Server(1);
  using watched = new Watched({ url: () => server.url, policy: { ...POLICY, delay: () => 60_000 } });
  watched.link.connect();
  await watched.until(1);
  watched.link.retryNow();
  assert.deepEqual(await watched.until(2), ["closed 1006", "open"]);
});

Deno.test("Link.drop() goes on with another connection at once, whatever the old one does", async () => {
  await using server = new Server();
  using watched = new Watched({ url: () => server.url });
  watched.link.connect();
  await watched.until(1);
  watched.link.drop("nobody answers");
  assert.deepEqual(await watched.until(3), ["open", "closed 1006", "open"]);
  assert.deepEqual(watched.ends, [{ code: 1006, reason: "nobody answers", retryIn: 1 }]);
});

Deno.test("Link takes an address that cannot be found out for a connection that did not come about", async () => {
  await using server = new Server();
  const errors: string[] = [];
  let asked = 0;
  using watched = new Watched({
    url: () => ++asked < 3 ? Promise.reject(new Error("the sign-in is down")) : server.url,
    onError: ({ type }) => void errors.push(type),
  });
  watched.link.connect();
  await watched.until(3);
  assert.deepEqual(watched.ends[0], { code: 1006, reason: "Error: the sign-in is down", retryIn: 1 });
  assert.equal(watched.link.state, "open");
});

Deno.test("Link says an error before the end that it leads to", async () => {
  await using server = new Server(1);
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const link = new Link({
    url: () => server.url,
    policy: { ...POLICY, tries: 0 },
    onOpen: () => {},
    onMessage: () => {},
    onError: ({ type }) => void told.push(type),
    onClose: ({ code }) => {
      told.push(String(code));
      resolve();
    },
  });
  link.connect();
  await promise;
  assert.deepEqual(told, ["error", "1006"]);
});
