/** The trading board: open to everyone, its conversation, its four publications, and trades opened and closed over HTTP. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import {
  ask,
  assertFrame,
  assertKeys,
  converse,
  eachRow,
  type Exchange,
  type Expected,
  type Probe,
  TIME,
} from "../support/expect.ts";
import { expectStatus, publish, request } from "../support/http_client.ts";
import { connect, type Connection, type Frame } from "../support/ws_client.ts";

const PATH = "/ws/trading/";
const TRADES = "/api/paper-trading/trades/";
const EXECUTE = `${TRADES}execute/`;

const PROBE: Probe = { send: { type: "ping" }, expect: { type: "pong", timestamp: TIME } };
const INVALID: Expected = { type: "error", message: "Invalid JSON format" };

function replyTo(type: string, symbols: string[]): Expected {
  return { type, symbols, timestamp: TIME };
}

/** JSON that is no object is answered by an error of any text. */
function anError(frame: Frame): void {
  assertKeys(frame, ["type", "message"], "the answer");
  assert.equal(frame.type, "error");
  assert.equal(typeof frame.message, "string");
}

const CONVERSATION: Exchange[] = [
  { name: "ping", send: { type: "ping" }, expect: { type: "pong", timestamp: TIME } },
  {
    name: "subscribe",
    send: { type: "subscribe", symbols: ["EURUSD"] },
    expect: replyTo("subscribed", ["EURUSD"]),
  },
  {
    name: "subscribe to several",
    send: { type: "subscribe", symbols: ["EURUSD", "XAUUSD"] },
    expect: replyTo("subscribed", ["EURUSD", "XAUUSD"]),
  },
  { name: "subscribe without symbols", send: { type: "subscribe" }, expect: replyTo("subscribed", []) },
  {
    name: "unsubscribe without having subscribed",
    send: { type: "unsubscribe", symbols: ["EURUSD"] },
    expect: replyTo("unsubscribed", ["EURUSD"]),
  },
  { name: "unsubscribe without symbols", send: { type: "unsubscribe" }, expect: replyTo("unsubscribed", []) },
  { name: "an unknown type", send: { type: "dance" }, expect: "silence" },
  { name: "no type", send: { a: 1 }, expect: "silence" },
  { name: "action in place of type", send: { action: "subscribe", symbols: [] }, expect: "silence" },
  { name: "not JSON", send: "{oops", expect: INVALID },
  { name: "an empty frame", send: "", expect: INVALID },
  { name: "an array", send: "[]", expect: anError },
  { name: "a JSON string", send: '"x"', expect: anError },
  { name: "a JSON number", send: "1", expect: anError },
  { name: "JSON null", send: "null", expect: anError },
  { name: "a binary frame", send: new Uint8Array([0, 255]), expect: "survival" },
];

const SIGNAL = { pair: "EURUSD", direction: "BUY", confidence: 0.8 };
const TRADE = { id: 7, pair: "EURUSD", order_type: "BUY", entry_price: 1.1 };
const CLOSED = { id: 7, pair: "EURUSD", profit_loss: 12.5, pips_gained: 10 };

const BROADCASTS: { name: string; message: Frame; adds?: Expected }[] = [
  {
    name: "price_update",
    message: { type: "price_update", symbol: "EURUSD", data: { bid: 1.1, ask: 1.1002 } },
  },
  {
    name: "price_update with all that a worker sends",
    message: {
      type: "price_update",
      symbol: "XAUUSD",
      data: { bid: 2000.1, ask: 2000.5, close: 2000.2, time: "2025-01-15T10:00:00", source: "feed" },
    },
  },
  { name: "signal_alert", message: { type: "signal_alert", signal: SIGNAL } },
  { name: "trade_execution", message: { type: "trade_execution", trade: TRADE } },
  { name: "trade_closed", message: { type: "trade_closed", trade: CLOSED, reason: "take_profit" } },
  {
    name: "trade_closed for no given reason",
    message: { type: "trade_closed", trade: CLOSED },
    adds: { reason: "manual" },
  },
  {
    name: "trade_closed with a worker's key names",
    message: {
      type: "trade_closed",
      trade: { trade_id: 7, pair: "EURUSD", exit_reason: "sl_hit", exit_price: 1.09, pips: -10, pnl: -5 },
      reason: "sl_hit",
    },
  },
];

async function open(server: RunningBoardcast): Promise<Connection> {
  const connection = await connect(server.wsUrl + PATH);
  const welcome = { type: "connection", message: "Connected to trading updates", timestamp: TIME };
  assertFrame(await connection.receive(), welcome, "the handshake");
  return connection;
}

Deno.test("trading: conversation", async (t) => {
  await using server = await startBoardcast();
  await converse(t, CONVERSATION, () => open(server), PROBE);
});

Deno.test("trading: publications", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, BROADCASTS, async ({ message, adds = {} }) => {
    await using first = await open(server);
    await using second = await open(server);
    await publish(server, "trading_updates", message);
    const expected = { ...message, ...adds, timestamp: TIME };
    assertFrame(await first.receive(), expected, JSON.stringify(message));
    assertFrame(await second.receive(), expected, JSON.stringify(message));
    await ask(first, PROBE.send, PROBE.expect);
  });
  await eachRow(t, BROADCASTS, async ({ message, adds = {} }) => {
    await using member = await open(server);
    const timed = { ...message, timestamp: "2025-01-15T10:00:00.123456" };
    await publish(server, "trading_updates", timed);
    assertFrame(await member.receive(), { ...timed, ...adds }, JSON.stringify(timed));
  });
  await t.step("a subscription filters nothing", async () => {
    await using member = await open(server);
    await ask(member, { type: "subscribe", symbols: ["XAUUSD"] }, replyTo("subscribed", ["XAUUSD"]));
    await publish(server, "trading_updates", BROADCASTS[0]!.message);
    assert.equal((await member.receive()).symbol, "EURUSD");
  });
});

const BUY = {
  pair: "EURUSD",
  order_type: "BUY",
  entry_price: 1.1,
  stop_loss: 1.09,
  take_profit_1: 1.12,
  lot_size: 1,
};

const ROLES = ["trader", "publisher", "admin"].map((role) => ({ name: `opened by a ${role}`, role }));

const REFUSALS = [
  { name: "nobody", claims: undefined, status: 401 },
  { name: "a viewer", claims: { sub: "v", role: "viewer" }, status: 403 },
  { name: "an MSP's administrator", claims: { sub: "m", role: "msp_admin", msp_id: "m" }, status: 403 },
];

const BAD_TRADES = [
  { name: "no pair", json: { order_type: "BUY", entry_price: 1 } },
  { name: "no order type", json: { pair: "EURUSD", entry_price: 1 } },
  { name: "an unknown order type", json: { pair: "EURUSD", order_type: "HOLD", entry_price: 1 } },
  { name: "a price that is a word", json: { pair: "EURUSD", order_type: "BUY", entry_price: "one" } },
  { name: "a negative price", json: { pair: "EURUSD", order_type: "BUY", entry_price: -1 } },
  { name: "no price known for the pair", json: { pair: "NOPRICE", order_type: "BUY" } },
  { name: "no object", json: [] },
];

Deno.test("trading: trades over HTTP", async (t) => {
  await using server = await startBoardcast();
  const token = await mintToken({ sub: "t", role: "trader" });

  await eachRow(t, ROLES, async ({ role }) => {
    await using member = await open(server);
    const options = { token: await mintToken({ sub: "x", role }), json: BUY };
    const { body } = await expectStatus(201, server, "POST", EXECUTE, options);
    const frame = await member.receive();
    assertFrame(frame, { type: "trade_execution", trade: frame.trade, timestamp: TIME }, EXECUTE);
    for (const [key, value] of Object.entries(BUY)) {
      assert.equal(Number(frame.trade[key]) || frame.trade[key], value);
    }
    assert.equal(frame.trade.id, body.trade.id);
  });
  await t.step("a trade is closed once, with its profit", async () => {
    const { id } = (await expectStatus(201, server, "POST", EXECUTE, { token, json: BUY })).body.trade;
    await using member = await open(server);
    const path = `${TRADES}${id}/close/`;
    await expectStatus(200, server, "POST", path, { token, json: { exit_price: 1.11 } });
    const frame = await member.receive();
    const expected = { type: "trade_closed", trade: frame.trade, reason: "manual", timestamp: TIME };
    assertFrame(frame, expected, path);
    assert.equal(frame.trade.id, id);
    assert.ok(frame.trade.profit_loss > 0, JSON.stringify(frame));
    assert.ok(Math.abs(frame.trade.pips_gained - 100) < 0.01, JSON.stringify(frame));
    const again = await request(server, "POST", path, { token, json: { exit_price: 1.2 } });
    assert.ok([400, 404, 409].includes(again.status), `closed twice: ${again.status}`);
  });
  await t.step("a reason is passed on", async () => {
    const { id } = (await expectStatus(201, server, "POST", EXECUTE, { token, json: BUY })).body.trade;
    await using member = await open(server);
    const json = { exit_price: 1.09, reason: "sl_hit" };
    await expectStatus(200, server, "POST", `${TRADES}${id}/close/`, { token, json });
    assert.equal((await member.receive()).reason, "sl_hit");
  });
  await t.step("without prices of its own it uses those that were published", async () => {
    const data = { bid: 1.25, ask: 1.2502 };
    await publish(server, "trading_updates", { type: "price_update", symbol: "GBPUSD", data });
    const json = { pair: "GBPUSD", order_type: "BUY" };
    const { trade } = (await expectStatus(201, server, "POST", EXECUTE, { token, json })).body;
    assert.equal(trade.entry_price, 1.2502);
    const price = await expectStatus(200, server, "GET", "/api/paper-trading/price/realtime/?symbol=GBPUSD");
    assertKeys(price.body, ["symbol", "bid", "ask", "time"], "the price");
    assert.deepEqual([price.body.symbol, price.body.bid, price.body.ask], ["GBPUSD", 1.25, 1.2502]);
  });
  await t.step("everyone reads them", async () => {
    const open = (await expectStatus(200, server, "GET", `${TRADES}?status=open`)).body;
    const closed = (await expectStatus(200, server, "GET", `${TRADES}?status=closed`)).body;
    assertKeys(open, ["count", "results"], "the open trades");
    assert.deepEqual([open.count, closed.count], [4, 2]);
    const id = open.results[0].id;
    assert.ok(JSON.stringify(await request(server, "GET", `${TRADES}${id}/`)).includes(String(id)));
    await expectStatus(404, server, "GET", `${TRADES}999999/`);
  });
});

Deno.test("trading: refused trades", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, REFUSALS, async ({ claims, status }) => {
    const token = claims && await mintToken(claims);
    for (const path of [EXECUTE, `${TRADES}1/close/`]) {
      const answer = await expectStatus(status, server, "POST", path, { token, json: BUY });
      assert.equal(typeof answer.body.error, "string");
    }
  });
  await eachRow(t, BAD_TRADES, async ({ json }) => {
    const token = await mintToken({ sub: "t", role: "trader" });
    const answer = await request(server, "POST", EXECUTE, { token, json });
    assert.ok(
      [400, 409, 422].includes(answer.status),
      `${JSON.stringify(json)} was answered ${answer.status}`,
    );
    assert.ok("error" in answer.body);
  });
});
