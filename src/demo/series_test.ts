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

Deno.test("Replay plays each day in forty quotes, a month in four hundred, and begins again after the last", () => {
  for (const [every, each] of [["day", 40], ["month", 400]] as const) {
    const replay = new Replay(parseSeries({ ...TINY, every }), new Random(1));
    const played = Array.from({ length: 2 * each + 1 }, () => replay.next());
    const at = (index: number) => [played[index]!.time, played[index]!.close];
    assert.deepEqual([at(0), at(each - 1)], [["2000-01-03", 10], ["2000-01-03", 10]]);
    assert.deepEqual([at(each), at(2 * each - 1)], [["2000-01-04", 10.5], ["2000-01-04", 10.5]]);
    assert.deepEqual(at(2 * each), ["2000-01-03", 10]);
  }
});

Deno.test("Replay wanders from one record to the next, and never jumps within them", () => {
  for (const series of SERIES) {
    const replay = new Replay(series, new Random(3));
    let before = replay.next();
    for (let i = 1; i < 2_000; i++) {
      const quote = replay.next();
      const { bid, ask, symbol } = quote;
      const price = (bid + ask) / 2;
      const step = Math.abs(price / ((before.bid + before.ask) / 2) - 1);
      assert.ok(bid < ask && ask - bid <= Math.max(0.021, price * 0.002), `${symbol}: ${bid} ${ask}`);
      assert.ok(step < 0.01, `${symbol}: ${step} at ${i}`);
      before = quote;
    }
  }
});
