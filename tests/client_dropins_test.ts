/** The drop-ins against a server: when each comes back, and when it never does. */
import assert from "node:assert/strict";
import {
  createClientEngagementWebSocket,
  createEngagementWebSocket,
  type EngagementMessage,
  type WebSocketClient,
} from "../src/client/dropins/websocket_client.ts";
import { getWebSocketService, WebSocketService } from "../src/client/dropins/websocket_service.ts";
import { mintToken, startBoardcast } from "./support/boardcast.ts";
import { DROP_INS, Followed } from "./support/drop_ins.ts";
import { CLIENT, MSP, registerClients } from "./support/engagement.ts";
import { eachRow, TIME } from "./support/expect.ts";
import { request } from "./support/http_client.ts";
import { TakenConsole } from "./support/taken_console.ts";

Deno.test("each drop-in comes back to a server that was restarted, and is told what is published then", async (t) => {
  await eachRow(t, DROP_INS, async (dropIn) => {
    using _console = new TakenConsole();
    await using first = await startBoardcast();
    using follower = await Followed.by(dropIn, first);
    await follower.isFollowing(first);
    await first.stop("SIGTERM");
    await follower.until("closed");
    assert.equal(await follower.timers.next(), dropIn.waits[0]);
    follower.timers.fire();
    assert.equal(await follower.timers.next(), dropIn.waits[1]);
    await using second = await startBoardcast({ port: first.port });
    follower.timers.fire();
    await follower.isFollowing(second);
    await second.stop("SIGTERM");
    assert.equal(await follower.timers.next(), dropIn.waits[0], "the tries are counted anew");
  });
});

Deno.test("each drop-in gives up after its tries, each after its wait, and begins anew when asked to", async (t) => {
  await eachRow(t, DROP_INS, async (dropIn) => {
    using taken = new TakenConsole();
    await using server = await startBoardcast();
    using follower = await Followed.by(dropIn, server);
    await follower.until("open");
    await server.stop("SIGTERM");
    const waits: number[] = [];
    while (waits.length < dropIn.waits.length) {
      waits.push(await follower.timers.next());
      follower.timers.fire();
    }
    assert.deepEqual(waits, dropIn.waits);
    // The last try is under way: whoever asks to connect is told how that ends.
    if (dropIn.end === "rejects") {
      await assert.rejects(follower.connect(), /^Error: WebSocket connection failed/);
    } else if (dropIn.end) await taken.line(dropIn.end);
    else await follower.until("gave up");
    assert.equal(follower.timers.held, 0);
    await using again = await startBoardcast({ port: server.port });
    await follower.connect();
    await follower.isFollowing(again);
  });
});

Deno.test("each drop-in that is disconnected never comes back: when open, while opening and while it waits", async (t) => {
  await eachRow(t, DROP_INS, async (dropIn) => {
    using taken = new TakenConsole();
    await using server = await startBoardcast();
    using follower = await Followed.by(dropIn, server);
    await follower.until("open");
    follower.disconnect();
    await follower.until("closed");
    follower.connect();
    follower.disconnect();
    assert.equal(follower.timers.held, 0);
    assert.ok(!follower.told.includes("gave up"));
    follower.connect();
    await follower.until("open");
    await server.stop("SIGTERM");
    await follower.timers.next();
    follower.disconnect();
    assert.equal(follower.timers.held, 0, "the try that was due is cancelled");
    assert.ok(!taken.lines.some((line) => line.startsWith("Max reconn")), taken.lines.join("\n"));
  });
});

Deno.test("a drop-in that disconnects is counted out by the server", async () => {
  using _console = new TakenConsole();
  await using server = await startBoardcast();
  const services = Array.from({ length: 10 }, () => new WebSocketService(`${server.wsUrl}/ws/dashboard`));
  await Promise.all(services.map((service) => opened(service)));
  assert.equal((await request(server, "GET", "/ws/status")).body.active_connections, 10);
  for (const service of services.slice(5)) service.disconnect();
  for (let count = 10; count !== 5;) {
    count = (await request(server, "GET", "/ws/status")).body.active_connections;
  }
  for (const service of services) service.disconnect();
});

async function opened(service: WebSocketService): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  service.subscribe(({ data }) => data.total_tutors === undefined || resolve());
  service.connect();
  await promise;
}

Deno.test("001 is refused without a token and with a bad one, and follows one client or asks for it", async () => {
  using taken = new TakenConsole();
  await using server = await startBoardcast();
  await registerClients(server);
  const apiBaseUrl = `${server.url}/api/v1`;
  const none = createEngagementWebSocket({ apiBaseUrl, token: () => null });
  await assert.rejects(none.connect(), /^Error: No authentication token available$/);
  using bad = createEngagementWebSocket({ apiBaseUrl, token: () => "bad" });
  await assert.rejects(bad.connect(), /^Error: WebSocket connection failed/);

  const token = await mintToken({ sub: "a", role: "msp_admin", msp_id: MSP });
  using all = createEngagementWebSocket({ apiBaseUrl, token: () => token });
  using one = createClientEngagementWebSocket(CLIENT, { apiBaseUrl, token: () => token });
  all.send({ type: "ping" });
  assert.deepEqual(taken.lines, ["WebSocket is not connected, not sent:"]);
  const welcomes = [next(all, "connection"), next(one, "connection")];
  await Promise.all([all.connect(), all.connect(), one.connect()]);
  const [ofAll, ofOne] = await Promise.all(welcomes);
  assert.deepEqual([ofAll!["scope"], ofOne!.client_id], [`MSP ${MSP}`, CLIENT]);
  const subscribed = next(all, "subscribed");
  all.subscribeToClient(CLIENT);
  assert.deepEqual(await subscribed, { type: "subscribed", client_id: CLIENT });
});

Deno.test("001 pings every 30 s, and is answered with its own time", async () => {
  await using server = await startBoardcast();
  const token = await mintToken({ sub: "a", role: "msp_admin", msp_id: MSP });
  const real = globalThis.setInterval;
  const pings: [wait: number | undefined, ping: () => void][] = [];
  const hold = (ping: () => void, wait?: number) => pings.push([wait, ping]);
  Object.assign(globalThis, { setInterval: hold });
  try {
    using client = createEngagementWebSocket({ apiBaseUrl: `${server.url}/api/v1`, token: () => token });
    await client.connect();
    const pong = next(client, "pong");
    const [[wait, ping]] = pings as [(typeof pings)[0]];
    assert.equal(wait, 30_000);
    ping();
    assert.match((await pong).timestamp!, TIME);
  } finally {
    globalThis.setInterval = real;
  }
});

Deno.test("004 a service is one for all, and says that it is connected", async () => {
  using taken = new TakenConsole();
  await using server = await startBoardcast();
  using service = getWebSocketService(`${server.wsUrl}/ws/dashboard`);
  assert.equal(getWebSocketService(), service);
  const connected: unknown[] = [];
  service.subscribe(({ data }) => "connected" in data && connected.push(data.connected));
  service.subscribe(() => {
    throw new Error("it is not subscribed any more");
  })();
  await opened(service);
  assert.equal(service.isConnected(), true);
  service.disconnect();
  assert.equal(service.isConnected(), false);
  assert.deepEqual(connected, [true, false]);
  assert.deepEqual(taken.lines, ["WebSocket connected"]);
});

function next(client: WebSocketClient, type: string): Promise<EngagementMessage> {
  return new Promise((resolve) => {
    const off = client.on(type, (message) => {
      off();
      resolve(message);
    });
  });
}
