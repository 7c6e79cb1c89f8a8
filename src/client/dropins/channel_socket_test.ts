import assert from "node:assert/strict";
import { ChannelSocket, type ChannelState } from "./channel_socket.ts";

/** A server that closes each connection at once, with what it is told; it knows the tokens that came. */
class Server implements AsyncDisposable {
  readonly tokens: (string | null)[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(code: number, reason: string) {
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      this.tokens.push(new URL(request.url).searchParams.get("token"));
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onopen = () => {
        for (const frame of ["not JSON", "[]", '{"type":"metrics_update"}']) socket.send(frame);
        socket.close(code, reason);
      };
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

Deno.test("ChannelSocket never comes back after a close with 1000", async () => {
  await using server = new Server(1000, "done");
  const states: ChannelState[] = [];
  const messages: unknown[] = [];
  const closed = Promise.withResolvers<unknown>();
  // Not disposed: a try that is due would be left behind, for the sanitizer of this test to report.
  const socket = new ChannelSocket({
    url: server.url,
    channelName: "school_dashboard_1",
    token: () => "a&b",
    onState: (state) => void states.push(state),
    onMessage: (message) => void messages.push(message),
    onClose: closed.resolve,
  });
  socket.connect();
  assert.deepEqual(await closed.promise, { code: 1000, reason: "done", retryIn: null });
  assert.deepEqual(states, [{ isConnected: true, error: null }, { isConnected: false, error: null }]);
  assert.deepEqual(messages, [{ type: "metrics_update" }]);
  assert.deepEqual(server.tokens, ["a&b"]);
});

Deno.test("ChannelSocket says why it is lost, and tries again", async () => {
  await using server = new Server(1011, "failed");
  const failed = Promise.withResolvers<Error>();
  const closed = Promise.withResolvers<unknown>();
  using socket = new ChannelSocket({
    url: server.url,
    channelName: "school_dashboard_1",
    token: () => "t",
    onError: failed.resolve,
    onClose: closed.resolve,
  });
  socket.connect();
  assert.equal((await failed.promise).message, "WebSocket connection ended with 1011: failed");
  assert.deepEqual(await closed.promise, { code: 1011, reason: "failed", retryIn: 1_000 });
});

Deno.test("ChannelSocket does not connect without a token, and asks for it again when it is to connect", async () => {
  await using server = new Server(1000, "");
  const tokens = [null, "", "t"];
  let failed = Promise.withResolvers<Error>();
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<unknown>();
  const socket = new ChannelSocket({
    url: server.url,
    channelName: "school_dashboard_1",
    token: () => Promise.resolve(tokens.shift()!),
    onError: (error) => failed.resolve(error),
    onOpen: opened.resolve,
    onClose: closed.resolve,
  });
  for (let asked = 0; asked < 2; asked++) {
    failed = Promise.withResolvers();
    socket.connect();
    assert.equal((await failed.promise).message, "No authentication token found");
  }
  assert.deepEqual(server.tokens, []);
  socket.connect();
  await opened.promise;
  await closed.promise;
  assert.deepEqual(server.tokens, ["t"]);
});
