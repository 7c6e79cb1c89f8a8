import { z } from "zod";
import type { Store } from "../../../backend/backend.ts";
import { timeOrderedId } from "../../time_ordered_id.ts";

/** The one group of the trading board. */
export const TRADING_GROUP = "trading_updates";

/** A price that can be reckoned with. */
export const price = z.number().positive().max(1e12);

/** What is asked for when a trade is opened. */
export const newTrade = z.strictObject({
  pair: z.string().min(1).max(32),
  order_type: z.enum(["BUY", "SELL"]),
  entry_price: price.optional(),
  stop_loss: price.optional(),
  take_profit_1: price.optional(),
  lot_size: z.number().positive().max(1e6).default(0.01),
  signal_type: z.string().max(64).default("manual"),
});

/** A paper trade; the keys are those of its frames. */
export type Trade = {
  id: string;
  pair: string;
  order_type: "BUY" | "SELL";
  entry_price: number;
  stop_loss: number | null;
  take_profit_1: number | null;
  lot_size: number;
  signal_type: string;
  entry_time: string;
  status: "open" | "closed";
  exit_price?: number;
  exit_reason?: string;
  exit_time?: string;
  pips_gained?: number;
  profit_loss?: number;
};

/** One lot is 100,000 of the base currency, as on a forex desk. */
const LOT = 100_000;

/** A new open trade at `entry`. */
export function execute(order: z.output<typeof newTrade>, entry: number): Trade {
  const { pair, order_type, stop_loss = null, take_profit_1 = null, lot_size, signal_type } = order;
  return {
    id: timeOrderedId(),
    pair,
    order_type,
    entry_price: entry,
    stop_loss,
    take_profit_1,
    lot_size,
    signal_type,
    entry_time: new Date().toISOString(),
    status: "open",
  };
}

/** `trade` closed at `exit`, with what it gained. */
export function close(trade: Trade, exit: number, reason: string): Trade {
  const gain = (exit - trade.entry_price) * (trade.order_type === "BUY" ? 1 : -1);
  return {
    ...trade,
    status: "closed",
    exit_price: exit,
    exit_reason: reason,
    exit_time: new Date().toISOString(),
    pips_gained: round(gain / pipOf(trade.entry_price), 1),
    profit_loss: round(gain * trade.lot_size * LOT, 2),
  };
}

/** How a trade stands. */
export type TradeStatus = Trade["status"];

/** Open trades and closed ones, so that reading the few open ones does not read all that were ever closed. */
const COLLECTIONS: Readonly<Record<TradeStatus, string>> = { open: "open_trades", closed: "closed_trades" };

/** The trades in the store. */
export class Trades {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The trade with this id. */
  async get(id: string): Promise<Trade | undefined> {
    return await this.#store.get<Trade>(COLLECTIONS.open, id) ??
      await this.#store.get<Trade>(COLLECTIONS.closed, id);
  }

  /** Keeps a new trade. */
  add(trade: Trade): Promise<void> {
    return this.#store.transaction([], (transaction) => transaction.put(COLLECTIONS.open, trade.id, trade));
  }

  /** Closes an open trade as `closed` says; `undefined` if it is not open. */
  close(id: string, closed: (trade: Trade) => Trade): Promise<Trade | undefined> {
    return this.#store.transaction([[COLLECTIONS.open, id]], (transaction) => {
      const open = transaction.get<Trade>(COLLECTIONS.open, id);
      if (!open) return undefined;
      const trade = closed(open);
      transaction.delete(COLLECTIONS.open, id);
      transaction.put(COLLECTIONS.closed, id, trade);
      return trade;
    });
  }

  /** The newest `limit` trades of one status, newest first. */
  async newest(status: TradeStatus, limit: number): Promise<Trade[]> {
    const entries = await this.#store.list<Trade>(COLLECTIONS[status], { reverse: true, limit });
    return entries.map(({ value }) => value);
  }

  /** The newest `limit` trades, open or closed, newest first. */
  async newestOfAll(limit: number): Promise<Trade[]> {
    const lists = await Promise.all([this.newest("open", limit), this.newest("closed", limit)]);
    // One that is closed between the two readings is in both lists: as it is now in the second.
    const trades = new Map(lists.flat().map((trade) => [trade.id, trade]));
    return [...trades.values()].sort((a, b) => a.id < b.id ? 1 : -1).slice(0, limit);
  }
}

/** A pip is the fourth decimal of a small price and the second of a large one. */
function pipOf(price: number): number {
  return price < 20 ? 0.0001 : 0.01;
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
