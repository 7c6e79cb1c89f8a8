import recorded from "./series.json" with { type: "json" };
import { type Random, round } from "./random.ts";

/** Recorded closing prices of one symbol, oldest first. */
export interface Series {
  readonly symbol: string;
  readonly every: "day" | "month";
  readonly dates: readonly string[];
  readonly closes: readonly number[];
}

/**
 * One replayed price: `close` and `time` are as recorded; `bid` and `ask` are a small spread around a price that wanders from
 * there to what is recorded next.
 */
export interface Quote {
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly close: number;
  readonly time: string;
}

/** How many quotes one record gives: with fewer, prices would jump as no market does. */
const QUOTES_PER_RECORD = { day: 40, month: 400 } as const;

/** How far a price wanders from one quote to the next, as a part of it, and how strongly it is drawn back to its way. */
const STEP = 0.0006;
const PULL = 0.04;

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
  /** How far the price is beside the straight way between two records, as a part of it. */
  #aside = 0;

  constructor(series: Series, random: Random) {
    this.#series = series;
    this.#random = random;
  }

  /** The next quote. */
  next(): Quote {
    const { symbol, every, dates, closes } = this.#series;
    const each = QUOTES_PER_RECORD[every];
    const record = Math.floor(this.#played / each) % dates.length;
    const part = this.#played++ % each / each;
    const close = closes[record]!;
    // From the last record to the first there is no way: it begins again.
    const way = close + part * ((closes[record + 1] ?? close) - close);
    this.#aside += this.#random.between(-STEP, STEP) - PULL * this.#aside;
    const price = way * (1 + this.#aside);
    const half = this.#halfSpread(price);
    return { symbol, bid: round(price - half, 2), ask: round(price + half, 2), close, time: dates[record]! };
  }

  #halfSpread(price: number): number {
    return Math.max(0.01, round(price * this.#random.between(HALF_SPREAD.least, HALF_SPREAD.most), 2));
  }
}
