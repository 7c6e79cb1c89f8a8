import { Allowance } from "./allowance.ts";
import { type Api, type Publication, unlessGone } from "./api.ts";
import { type Loop, Preparation } from "./loop.ts";
import { type Random, round } from "./random.ts";
import { type Quote, Replay, SERIES } from "./series.ts";

/** Marks the trades that the demo opened, so that it closes no one else's. */
export const DEMO_SIGNAL_TYPE = "replay";

const GROUP = "trading_updates";

/** How far the price must go for a trade to end: 0.3 % of the entry price. */
const EXIT_DISTANCE = 0.003;

/** A trade that reached neither exit is closed after this long: 4 min. */
const LONGEST_TRADE = 240_000;

const MOST_OPEN_TRADES = 3;

/** 100 shares: one lot is 100,000 units. */
const LOT_SIZE = 0.001;

/** How many quotes back a signal looks. */
const LOOK_BACK = 10;

/** What the demo reads of a trade. */
export interface Trade {
  id: number | string;
  pair: string;
  order_type: string;
  entry_price: number;
  stop_loss: number | null;
  take_profit_1: number | null;
  entry_time: string;
  signal_type: string | null;
}

/** Feeds the boards `trading` and `prices`: recorded prices, signals that follow from them, and trades on the signals. */
export class TradingFeed {
  readonly #api: Api;
  readonly #random: Random;
  readonly #replays: readonly Replay[];
  readonly #recent = new Map<string, Quote[]>();
  readonly #trades = new Allowance({ burst: 3, every: 10 * 60_000 });
  readonly #prepared = new Preparation(() => this.#adoptTrades());
  #openTrades: Trade[] = [];

  constructor(api: Api, random: Random) {
    this.#api = api;
    this.#random = random;
    this.#replays = SERIES.map((series) => new Replay(series, random));
  }

  /** What this feed does, and how often. */
  loops(): Loop[] {
    return [
      { name: "Replaying prices", every: 1_500, round: () => this.#publishPrices() },
      { name: "Sending signals", every: 30_000, round: () => this.#publishSignal() },
      { name: "Closing trades", every: 2_000, round: () => this.#prepared.before(() => this.#closeTrades()) },
    ];
  }

  async #publishPrices(): Promise<void> {
    const quotes = this.#replays.map((replay) => replay.next());
    await this.#api.publish(quotes.map(priceUpdate));
    for (const quote of quotes) this.#remember(quote);
  }

  #remember(quote: Quote): void {
    const recent = this.#recent.get(quote.symbol) ?? [];
    this.#recent.set(quote.symbol, [...recent, quote].slice(-LOOK_BACK));
  }

  async #publishSignal(): Promise<void> {
    const recent = [...this.#recent.values()].filter((quotes) => quotes.length === LOOK_BACK);
    if (recent.length === 0) return;
    const signal = signalOf(this.#random.pick(recent), crypto.randomUUID());
    await this.#api.publish([{ group: GROUP, message: { type: "signal_alert", signal } }]);
    await this.#prepared.before(() => this.#follow(signal));
  }

  async #follow(signal: Signal): Promise<void> {
    if (this.#openTrades.length >= MOST_OPEN_TRADES || !this.#trades.take()) return;
    const { trade } = await this.#api.request<{ trade: Trade }>(
      "POST",
      "/api/paper-trading/trades/execute/",
      {
        pair: signal.pair,
        order_type: signal.direction,
        entry_price: signal.entry_price,
        stop_loss: signal.stop_loss,
        take_profit_1: signal.take_profit_1,
        lot_size: LOT_SIZE,
        signal_type: DEMO_SIGNAL_TYPE,
      },
    );
    this.#openTrades.push(trade);
  }

  /** What an earlier run left open is taken over. */
  async #adoptTrades(): Promise<void> {
    const { results } = await this.#api.get<{ results: Trade[] }>("/api/paper-trading/trades/?status=open");
    this.#openTrades = results.filter((trade) => trade.signal_type === DEMO_SIGNAL_TYPE);
  }

  async #closeTrades(): Promise<void> {
    for (const trade of this.#openTrades) {
      const quote = this.#recent.get(trade.pair)?.at(-1);
      const exit = quote && exitOf(trade, quote, Date.now());
      if (!exit) continue;
      await unlessGone(() => this.#api.request("POST", `/api/paper-trading/trades/${trade.id}/close/`, exit));
      this.#openTrades = this.#openTrades.filter((other) => other !== trade);
    }
  }
}

/** The publication of `quote`, which says that it is a replay and of which day. */
export function priceUpdate({ symbol, bid, ask, close, time }: Quote): Publication {
  return {
    group: GROUP,
    message: { type: "price_update", symbol, data: { bid, ask, close, time, source: "replay" } },
  };
}

/** What the recent prices of a symbol suggest. */
export interface Signal {
  id: string;
  pair: string;
  direction: "BUY" | "SELL";
  entry_price: number;
  stop_loss: number;
  take_profit_1: number;
  take_profit_2: number;
  take_profit_3: number;
  confidence: number;
  type: string;
  risk_reward_ratio: number;
}

/** The signal of `quotes`, oldest first: with the trend, more confident the further the price has gone. */
export function signalOf(quotes: readonly Quote[], id: string): Signal {
  const first = quotes[0]!;
  const last = quotes.at(-1)!;
  const direction = last.bid >= first.bid ? "BUY" : "SELL";
  const entry = direction === "BUY" ? last.ask : last.bid;
  const step = (direction === "BUY" ? 1 : -1) * entry * EXIT_DISTANCE;
  const trend = Math.abs(last.bid / first.bid - 1);
  return {
    id,
    pair: last.symbol,
    direction,
    entry_price: entry,
    stop_loss: round(entry - step, 2),
    take_profit_1: round(entry + step, 2),
    take_profit_2: round(entry + 2 * step, 2),
    take_profit_3: round(entry + 3 * step, 2),
    confidence: Math.min(95, 50 + Math.round(6_000 * trend)),
    type: DEMO_SIGNAL_TYPE,
    risk_reward_ratio: 1,
  };
}

/** At which price and why `trade` is to be closed at `quote`; `undefined` while it is to go on. */
export function exitOf(
  { order_type, stop_loss, take_profit_1, entry_time }: Trade,
  quote: Quote,
  now: number,
): { exit_price: number; reason: string } | undefined {
  const side = order_type === "BUY" ? 1 : -1;
  const exit_price = side === 1 ? quote.bid : quote.ask;
  if (stop_loss !== null && side * (exit_price - stop_loss) <= 0) return { exit_price, reason: "sl_hit" };
  if (take_profit_1 !== null && side * (exit_price - take_profit_1) >= 0) {
    return { exit_price, reason: "tp1_hit" };
  }
  if (now - Date.parse(entry_time) > LONGEST_TRADE) return { exit_price, reason: "manual" };
  return undefined;
}
