import recorded from "./series.json" with { type: "json" };
import { type Random, round } from "./random.ts";

/** Recorded closing prices of one symbol, oldest first. */
export interface Series {
  readonly symbol: string;
  readonly every: "day" | "month";
  readonly dates: readonly string[];
  readonly closes: readonly number[];
}

/** One replayed price: `close` and `time` are as recorded, `bid` and `ask` are a small spread around `close`. */
export interface Quote {
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly close: number;
  readonly time: string;
}

/** How many quotes one record gives: a month would be over too soon with one. */
const QUOTES_PER_RECORD = { day: 1, month: 8 } as const;

/** Half the spread, as a part of the price: 0.01 % to 0.04 %, as of a share that is traded much. */
const HALF_SPREAD = { least: 0.0001, most: 0.0004 } as const;

/** The recorded series: five shares by the month, the S&P 500 index (`SPX`) by the day. */
export const SERIES: readonly Series[] = recorded.series.map(parseSeries);

/**
 * Reads a series whose dates and prices are each one text with spaces between.
 *
 * @throws SyntaxError when it is empty, not in order of time, or holds something that is not a price.
 */
export function parseSeries(
  { symbol, every, dates, closes }: { symbol: string; every: string; dates: string; closes: string },
): Series {
  if (every !== "day" && every !== "month") throw new SyntaxError(`Series ${symbol} is by "${every}"`);
  const days = dates.split(" ");
  const prices = closes.split(" ").map(Number);
  if (days.length !== prices.length) {
    throw new SyntaxError(`Series ${symbol} has ${days.length} dates and ${prices.length} prices`);
  }
  days.forEach((day, index) => {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new SyntaxError(`Series ${symbol} has the date "${day}"`);
    if (index > 0 && day <= days[index - 1]!) {
      throw new SyntaxError(`Series ${symbol} is out of order at ${day}`);
    }
    if (!(prices[index]! > 0)) throw new SyntaxError(`Series ${symbol} has no price at ${day}`);
  });
  return { symbol, every, dates: days, closes: prices };
}

/** Plays a series from its first record to its last, and then again. */
export class Replay {
  readonly #series: Series;
  readonly #random: Random;
  #played = 0;

  constructor(series: Series, random: Random) {
    this.#series = series;
    this.#random = random;
  }

  /** The next quote. */
  next(): Quote {
    const { symbol, every, dates, closes } = this.#series;
    const record = Math.floor(this.#played++ / QUOTES_PER_RECORD[every]) % dates.length;
    const close = closes[record]!;
    const bid = round(close - this.#halfSpread(close), 2);
    const ask = round(close + this.#halfSpread(close), 2);
    return { symbol, bid, ask, close, time: dates[record]! };
  }

  #halfSpread(close: number): number {
    return Math.max(0.01, round(close * this.#random.between(HALF_SPREAD.least, HALF_SPREAD.most), 2));
  }
}
