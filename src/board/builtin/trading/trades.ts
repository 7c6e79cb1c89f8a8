import { z } from "zod";
import type { Store } from "../../../backend/backend.ts";

/** What is asked for when a trade is opened. */
export const newTrade = z.strictObject({
  pair: z.string().min(1).max(32),
  order_type: z.enum(["BUY", "SELL"]),
  entry_price: z.number().positive().optional(),
  stop_loss: z.number().positive().optional(),
  take_profit_1: z.number().positive().optional(),
  lot_size: z.number().positive().default(0.01),
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
    // Ordered by time, so that a list by id is a list by age.
    id: `${Date.now().toString(36)}-${crypto.randomUUID().slice(0, 8)}`,
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

/** The trades in the store. */
export class Trades {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The trade with this id. */
  get(id: string): Promise<Trade | undefined> {
    return this.#store.get<Trade>("trades", id);
  }

  /** Keeps a trade. */
  put(trade: Trade): Promise<void> {
    return this.#store.transaction([], (transaction) => transaction.put("trades", trade.id, trade));
  }

  /** Changes an open trade; `undefined` if it is not open. */
  change(id: string, change: (trade: Trade) => Trade): Promise<Trade | undefined> {
    return this.#store.transaction([["trades", id]], (transaction) => {
      const trade = transaction.get<Trade>("trades", id);
      if (trade?.status !== "open") return undefined;
      const changed = change(trade);
      transaction.put("trades", id, changed);
      return changed;
    });
  }

  /** The newest `limit` trades, of one status if it is given. */
  async list(status: string | undefined, limit: number): Promise<Trade[]> {
    const entries = await this.#store.list<Trade>("trades", { limit: 100_000 });
    const trades = entries.map(({ value }) => value).filter((trade) => !status || trade.status === status);
    return trades.slice(-limit).reverse();
  }
}

/** A pip is the fourth decimal of a small price and the second of a large one. */
function pipOf(price: number): number {
  return price < 20 ? 0.0001 : 0.01;
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
