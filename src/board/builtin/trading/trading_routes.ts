import { z } from "zod";
import type { Records, Store } from "../../../backend/backend.ts";
import type { Publish } from "../../board.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../routing.ts";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { priceGroup } from "./prices.ts";
import {
  close,
  execute,
  newTrade,
  price as priceSchema,
  type Trade,
  Trades,
  TRADING_GROUP,
} from "./trades.ts";

/** The price that a symbol has now. */
interface Price {
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly time: string;
}

/** Opening, closing and reading trades, and reading prices. */
export function tradingRoutes(
  { store, records, open }: { store: Store; records: Records; open: boolean },
  publish: Publish,
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("trading", "error");
  const trades = new Trades(store);

  async function priceAt(symbol: string): Promise<Price | undefined> {
    const group = priceGroup(symbol);
    const latest = group && await records.read(group, (record) => record.of("price")[0]);
    return latest ? JSON.parse(latest.text) : undefined;
  }

  async function found(c: RouteContext): Promise<Trade> {
    const trade = await trades.get(c.req.param("id")!);
    if (trade) return trade;
    throw routes.refusal(404, `There is no trade "${c.req.param("id")}"`);
  }

  routes.add(
    {
      method: "get",
      path: "/api/paper-trading/trades/",
      summary: "The newest ?limit= (100) trades; with ?status=open or closed those",
      answer: "{count, results}, newest first",
    },
    async (c) => {
      routes.reader(c, open);
      const limit = routes.count(c, "limit", 100, 1000);
      const status = routes.choice(c, "status", ["open", "closed"]);
      const results = await (status ? trades.newest(status, limit) : trades.newestOfAll(limit));
      return c.json({ count: results.length, results });
    },
  );

  routes.add({ method: "get", path: "/api/paper-trading/trades/{id}/", answer: "{trade}" }, async (c) => {
    routes.reader(c, open);
    return c.json({ trade: await found(c) });
  });

  routes.add({
    method: "post",
    path: "/api/paper-trading/trades/execute/",
    summary: "Open a trade; without an entry price at the current one",
    body: newTrade,
    answer: "{trade}",
    status: 201,
  }, async (c) => {
    routes.withRole(c, "trader", "publisher");
    const order = await routes.body(c, newTrade);
    const price = await priceAt(order.pair);
    const entry = order.entry_price ?? (order.order_type === "BUY" ? price?.ask : price?.bid);
    if (entry === undefined) {
      throw routes.refusal(409, `There is no price of ${order.pair}: give an entry_price`);
    }
    const trade = execute(order, entry);
    await trades.add(trade);
    await publish({ group: TRADING_GROUP, message: { type: "trade_execution", trade } });
    return c.json({ trade }, 201);
  });

  const closing = z.strictObject({
    exit_price: priceSchema.optional(),
    reason: z.string().min(1).max(64).default("manual"),
  });
  routes.add({
    method: "post",
    path: "/api/paper-trading/trades/{id}/close/",
    summary: "Close a trade; without an exit price at the current one",
    body: closing,
    answer: "{trade}",
  }, async (c) => {
    routes.withRole(c, "trader", "publisher");
    const { exit_price, reason } = await routes.body(c, closing, {});
    const trade = await found(c);
    const price = await priceAt(trade.pair);
    const exit = exit_price ?? (trade.order_type === "BUY" ? price?.bid : price?.ask);
    if (exit === undefined) {
      throw routes.refusal(409, `There is no price of ${trade.pair}: give an exit_price`);
    }
    const closed = await trades.close(trade.id, (current) => close(current, exit, reason));
    if (!closed) throw routes.refusal(409, `The trade "${trade.id}" is closed already`);
    await publish({ group: TRADING_GROUP, message: { type: "trade_closed", trade: closed, reason } });
    return c.json({ trade: closed });
  });

  routes.add({
    method: "get",
    path: "/api/paper-trading/symbols/",
    summary: "The symbols whose prices are kept",
    answer: "{symbols}",
  }, async (c) => {
    routes.reader(c, open);
    const updates = await records.read(TRADING_GROUP, (record) => record.of("price_update"));
    const symbols = new Set(updates.map(({ text }) => String(JSON.parse(text).symbol)));
    return c.json({ symbols: [...symbols].sort() });
  });

  routes.add({
    method: "get",
    path: "/api/paper-trading/price/realtime/",
    summary: "The current price of ?symbol=",
    answer: "{symbol, bid, ask, time}",
  }, async (c) => {
    routes.reader(c, open);
    const symbol = c.req.query("symbol") ?? "";
    if (symbol === "") throw routes.refusal(422, "?symbol= is missing");
    const price = await priceAt(symbol);
    if (!price) throw routes.refusal(404, `There is no price of "${symbol}"`);
    return c.json({ symbol, bid: price.bid, ask: price.ask, time: price.time });
  });

  return routes.app;
}
