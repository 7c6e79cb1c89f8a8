import assert from "node:assert/strict";
import { exitOf, priceUpdate, signalOf, type Trade, TradingFeed } from "./feed_trading.ts";
import { Random } from "./random.ts";
import { type Quote, SERIES } from "./series.ts";
import { Recorder } from "./test_recorder.ts";
import { apiFor, runRounds } from "./test_rounds.ts";

const NOW = Date.parse("2026-03-02T10:00:00Z");

function quoteAt(close: number): Quote {
  return { symbol: "MSFT", bid: close - 0.01, ask: close + 0.01, close, time: "2000-01-01" };
}

function trade(changes: Partial<Trade> = {}): Trade {
  const entry_time = new Date(NOW).toISOString();
  const levels = { entry_price: 100, stop_loss: 97, take_profit_1: 103 };
  return {
    id: "1",
    pair: "MSFT",
    order_type: "BUY",
    ...levels,
    entry_time,
    signal_type: "replay",
    ...changes,
  };
}

Deno.test("priceUpdate() says that it is a replay and of which day", () => {
  assert.deepEqual(priceUpdate(quoteAt(40)), {
    group: "trading_updates",
    message: {
      type: "price_update",
      symbol: "MSFT",
      data: { bid: 39.99, ask: 40.01, close: 40, time: "2000-01-01", source: "replay" },
    },
  });
});

Deno.test("signalOf() follows the trend, with its exits on the right sides", () => {
  const up = signalOf([quoteAt(100), quoteAt(110)], "a");
  assert.deepEqual(up, {
    id: "a",
    pair: "MSFT",
    direction: "BUY",
    entry_price: 110.01,
    stop_loss: 109.68,
    take_profit_1: 110.34,
    take_profit_2: 110.67,
    take_profit_3: 111,
    confidence: 95,
    type: "replay",
    risk_reward_ratio: 1,
  });
  const down = signalOf([quoteAt(110), quoteAt(100)], "b");
  assert.equal(down.direction, "SELL");
  assert.ok(down.take_profit_2 < down.take_profit_1 && down.take_profit_1 < down.entry_price);
  assert.ok(down.stop_loss > down.entry_price);
});

const EXITS: [string, Partial<Trade>, number, number, ReturnType<typeof exitOf>][] = [
  ["goes on between its exits", {}, 100, 1_000, undefined],
  ["is stopped at the bid", {}, 97, 0, { exit_price: 96.99, reason: "sl_hit" }],
  ["takes its profit at the bid", {}, 103.01, 0, { exit_price: 103, reason: "tp1_hit" }],
  ["does not take its profit before the bid is there", {}, 103, 0, undefined],
  ["is closed when it takes too long", {}, 100, 240_001, { exit_price: 99.99, reason: "manual" }],
  ["may have no exits", { stop_loss: null, take_profit_1: null }, 1, 0, undefined],
  ["that sells is stopped above", { order_type: "SELL", stop_loss: 103, take_profit_1: 97 }, 103, 0, {
    exit_price: 103.01,
    reason: "sl_hit",
  }],
  ["that sells takes its profit below", { order_type: "SELL", stop_loss: 103, take_profit_1: 97 }, 96.99, 0, {
    exit_price: 97,
    reason: "tp1_hit",
  }],
];

for (const [what, changes, close, age, exit] of EXITS) {
  Deno.test(`exitOf(): a trade ${what}`, () => {
    const found = exitOf(trade(changes), quoteAt(close), NOW + age);
    assert.deepEqual(found && { ...found, exit_price: Number(found.exit_price.toFixed(2)) }, exit);
  });
}

Deno.test("TradingFeed publishes one price of every symbol a round", async () => {
  await using recorder = new Recorder();
  await runRounds(new TradingFeed(apiFor(recorder.url), new Random(1)), "Replaying prices", 2);
  const symbols = recorder.messages("trading_updates", "price_update").map(({ symbol }) => symbol);
  const all = SERIES.map(({ symbol }) => symbol);
  assert.deepEqual(symbols, [...all, ...all]);
});

Deno.test("TradingFeed follows a signal with a trade, and closes it at the price it published last", async () => {
  await using recorder = new Recorder();
  const feed = new TradingFeed(apiFor(recorder.url), new Random(1));
  await runRounds(feed, "Replaying prices", 10);
  await runRounds(feed, "Sending signals");
  const [opened] = recorder.asked(/^POST \/api\/paper-trading\/trades\/execute\/$/);
  const order = opened!.body as { pair: string; order_type: string };
  assert.deepEqual(Object.keys(order), [
    "pair",
    "order_type",
    "entry_price",
    "stop_loss",
    "take_profit_1",
    "lot_size",
    "signal_type",
  ]);
  const [signal] = recorder.messages("trading_updates", "signal_alert");
  assert.deepEqual(Object.keys(signal!), ["type", "signal"]);
  const closed = () => recorder.asked(/^POST \/api\/paper-trading\/trades\/[^/]+\/close\/$/);
  for (let i = 0; i < 500 && closed().length === 0; i++) {
    await runRounds(feed, "Replaying prices");
    await runRounds(feed, "Closing trades");
  }
  const { exit_price, reason } = closed()[0]!.body as { exit_price: number; reason: string };
  const prices = recorder.messages("trading_updates", "price_update").filter(({ symbol }) =>
    symbol === order.pair
  );
  const { bid, ask } = prices.at(-1)!["data"] as Quote;
  assert.equal(exit_price, order.order_type === "BUY" ? bid : ask);
  assert.match(reason, /^(sl_hit|tp1_hit)$/);
  await runRounds(feed, "Closing trades", 3);
  assert.equal(closed().length, 1);
});

Deno.test("TradingFeed opens no more trades than it may, however many signals there are", async () => {
  await using recorder = new Recorder();
  const feed = new TradingFeed(apiFor(recorder.url), new Random(1));
  await runRounds(feed, "Replaying prices", 10);
  await runRounds(feed, "Sending signals", 50);
  assert.equal(recorder.asked(/execute/).length, 3);
  assert.equal(recorder.messages("trading_updates", "signal_alert").length, 50);
});
