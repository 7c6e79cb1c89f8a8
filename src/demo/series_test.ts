import assert from "node:assert/strict";
import { Random } from "./random.ts";
import { parseSeries, Replay, SERIES } from "./series.ts";

const TINY = { symbol: "X", every: "day", dates: "2000-01-03 2000-01-04", closes: "10 10.5" };

Deno.test("SERIES holds the recorded shares and the index as published", () => {
  const known = SERIES.map((
    { symbol, dates, closes },
  ) => [symbol, closes.length, dates[0], closes[0], closes.at(-1)]);
  assert.deepEqual(known, [
    ["MSFT", 123, "2000-01-01", 39.81, 28.8],
    ["AMZN", 123, "2000-01-01", 64.56, 128.82],
    ["IBM", 123, "2000-01-01", 100.52, 125.55],
    ["GOOG", 68, "2004-08-01", 102.37, 560.19],
    ["AAPL", 123, "2000-01-01", 25.94, 223.02],
    ["SPX", 2515, "2000-01-03", 1455.22, 1115.1],
  ]);
});

Deno.test("parseSeries() reads dates and prices", () => {
  assert.deepEqual(parseSeries(TINY), {
    symbol: "X",
    every: "day",
    dates: ["2000-01-03", "2000-01-04"],
    closes: [10, 10.5],
  });
});

const BROKEN: [string, Partial<typeof TINY>][] = [
  ["another rhythm", { every: "week" }],
  ["more dates than prices", { closes: "10" }],
  ["a date of another form", { dates: "2000-01-03 Jan-4-2000" }],
  ["dates out of order", { dates: "2000-01-04 2000-01-03" }],
  ["the same date twice", { dates: "2000-01-03 2000-01-03" }],
  ["something that is no number", { closes: "10 ten" }],
  ["a price of zero", { closes: "10 0" }],
  ["nothing", { dates: "", closes: "" }],
];

for (const [name, change] of BROKEN) {
  Deno.test(`parseSeries() throws on ${name}`, () => {
    assert.throws(() => parseSeries({ ...TINY, ...change }), SyntaxError);
  });
}

Deno.test("Replay plays each day once, in order, and begins again after the last", () => {
  const replay = new Replay(parseSeries(TINY), new Random(1));
  const played = Array.from({ length: 5 }, () => replay.next());
  assert.deepEqual(played.map(({ time, close }) => [time, close]), [
    ["2000-01-03", 10],
    ["2000-01-04", 10.5],
    ["2000-01-03", 10],
    ["2000-01-04", 10.5],
    ["2000-01-03", 10],
  ]);
});

Deno.test("Replay stays at a month for eight quotes", () => {
  const replay = new Replay(parseSeries({ ...TINY, every: "month" }), new Random(1));
  const months = Array.from({ length: 17 }, () => replay.next().time);
  assert.deepEqual(months.filter((time) => time === "2000-01-04").length, 8);
  assert.deepEqual([months[7], months[8], months[15], months[16]], [
    "2000-01-03",
    "2000-01-04",
    "2000-01-04",
    "2000-01-03",
  ]);
});

Deno.test("Replay quotes every recorded price between bid and ask, less than 0.2 % apart", () => {
  for (const series of SERIES) {
    const replay = new Replay(series, new Random(3));
    for (let i = 0; i < series.dates.length; i++) {
      const { bid, ask, close, symbol } = replay.next();
      assert.ok(bid < close && close < ask, `${symbol}: ${bid} ${close} ${ask}`);
      assert.ok(ask - bid <= Math.max(0.021, close * 0.002), `${symbol}: ${bid} ${close} ${ask}`);
    }
  }
});
