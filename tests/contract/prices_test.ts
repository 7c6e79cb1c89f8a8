/** The price stream: no welcome, `action` in place of `type`, one stream per symbol however often it is asked for. */
import assert from "node:assert/strict";
import { type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { ask, assertFrame, converse, type Exchange, type Probe, TIME } from "../support/expect.ts";
import { publish } from "../support/http_client.ts";
import { connect, type Connection, type Frame } from "../support/ws_client.ts";

const PATH = "/ws/prices/";
const PROBE: Probe = {
  send: { action: "subscribe", symbols: [] },
  expect: { action: "subscribed", symbols: [] },
};

const CONVERSATION: Exchange[] = [
  {
    name: "subscribe",
    send: { action: "subscribe", symbols: ["EURUSD"] },
    expect: { action: "subscribed", symbols: ["EURUSD"] },
  },
  {
    name: "subscribe to several",
    send: { action: "subscribe", symbols: ["EURUSD", "XAUUSD"] },
    expect: { action: "subscribed", symbols: ["EURUSD", "XAUUSD"] },
  },
  {
    name: "subscribe to none",
    send: { action: "subscribe", symbols: [] },
    expect: { action: "subscribed", symbols: [] },
  },
  {
    name: "subscribe without symbols",
    send: { action: "subscribe" },
    expect: { action: "subscribed", symbols: [] },
  },
  {
    name: "unsubscribe",
    send: { action: "unsubscribe", symbols: ["EURUSD"] },
    expect: { action: "unsubscribed", symbols: ["EURUSD"] },
  },
  {
    name: "unsubscribe from none",
    send: { action: "unsubscribe", symbols: [] },
    expect: { action: "unsubscribed", symbols: [] },
  },
  { name: "another action", send: { action: "dance" }, expect: "silence" },
  { name: "no action", send: { a: 1 }, expect: "silence" },
  { name: "type in place of action", send: { type: "subscribe", symbols: ["EURUSD"] }, expect: "silence" },
  { name: "a ping", send: { type: "ping" }, expect: "silence" },
  { name: "not JSON", send: "{oops", expect: "silence" },
  { name: "an empty frame", send: "", expect: "silence" },
  { name: "an array", send: "[]", expect: "silence" },
  { name: "a JSON string", send: '"x"', expect: "silence" },
  { name: "JSON null", send: "null", expect: "silence" },
  { name: "a binary frame", send: new Uint8Array([0, 255]), expect: "survival" },
];

function open(server: RunningBoardcast): Promise<Connection> {
  return connect(server.wsUrl + PATH);
}

async function subscribe(connection: Connection, ...symbols: string[]): Promise<void> {
  await ask(connection, { action: "subscribe", symbols }, { action: "subscribed", symbols });
}

async function setPrice(server: RunningBoardcast, symbol: string, bid: number): Promise<void> {
  await publish(server, "trading_updates", { type: "price_update", symbol, data: { bid, ask: bid + 0.5 } });
}

function price(symbol: string, bid: number): Frame {
  return { type: "price", symbol, bid, ask: bid + 0.5, time: TIME };
}

Deno.test("prices: conversation", async (t) => {
  await using server = await startBoardcast();
  await converse(t, CONVERSATION, () => open(server), PROBE);
});

Deno.test("prices: stream", async (t) => {
  await using server = await startBoardcast();
  await setPrice(server, "EURUSD", 1);

  await t.step("the price known comes at once, later ones as they change", async () => {
    await using connection = await open(server);
    await subscribe(connection, "EURUSD");
    assertFrame(await connection.receive(1_000), price("EURUSD", 1), "a subscription");
    await setPrice(server, "EURUSD", 2);
    assertFrame(await connection.receive(1_000), price("EURUSD", 2), "a new price");
  });
  await t.step("symbols without a price are skipped until they have one", async () => {
    await using connection = await open(server);
    await subscribe(connection, "NOPRICE");
    await ask(connection, PROBE.send, PROBE.expect);
    await setPrice(server, "NOPRICE", 5);
    assertFrame(await connection.receive(), price("NOPRICE", 5), "a first price");
  });
  await t.step("other symbols do not come", async () => {
    await using connection = await open(server);
    await subscribe(connection, "XAUUSD");
    await setPrice(server, "EURUSD", 3);
    await setPrice(server, "XAUUSD", 4);
    assertFrame(await connection.receive(), price("XAUUSD", 4), "a subscription to XAUUSD alone");
  });
  await t.step("subscribing twice does not double the stream", async () => {
    await using connection = await open(server);
    connection.send({ action: "subscribe", symbols: ["EURUSD"] });
    connection.send({ action: "subscribe", symbols: ["EURUSD"] });
    connection.send(PROBE.send);
    while ((await connection.receive()).symbols?.length !== 0);
    await setPrice(server, "EURUSD", 6);
    assertFrame(await connection.receive(), price("EURUSD", 6), "a new price");
    await ask(connection, PROBE.send, PROBE.expect);
  });
  await t.step("unsubscribing stops it", async () => {
    await using connection = await open(server);
    await subscribe(connection, "EURUSD");
    await connection.receive();
    const symbols = ["EURUSD"];
    await ask(connection, { action: "unsubscribe", symbols }, { action: "unsubscribed", symbols });
    await setPrice(server, "EURUSD", 7);
    await ask(connection, PROBE.send, PROBE.expect);
  });
  await t.step("a price that does not change comes again every 5 s", async () => {
    await using connection = await open(server);
    await subscribe(connection, "EURUSD");
    const first = await connection.receive();
    const start = performance.now();
    const second = await connection.receive(7_000);
    const waited = performance.now() - start;
    assert.deepEqual({ ...second, time: "" }, { ...first, time: "" });
    assert.ok(waited > 3_000, `it came again after ${waited} ms`);
  });
});
