import { z } from "zod";
import type { Records, Store } from "../../../backend/backend.ts";
import { allowOpen, EXPLICIT } from "../../access.ts";
import type { Board, EventDeclaration, Viewer } from "../../board.ts";
import { anyObject, INVALID_JSON, messageSchema, objectOf, timestamp } from "../../frame.ts";
import { groupPattern } from "../../group_pattern.ts";
import { PRICE_EVERY, priceGroup, priceOf } from "./prices.ts";
import { TRADING_GROUP } from "./trades.ts";
import { tradingRoutes } from "./trading_routes.ts";
import { TRADING_VIEW } from "./trading_view.ts";

const symbol = z.string().refine(
  (text) => priceGroup(text) !== null,
  "it is not a symbol such as EURUSD, EUR/USD or ^GSPC",
);
const price = z.number().finite().optional();
/** A price without both numbers is no price: it is not sent on `/ws/prices/`. */
const quote = z.looseObject({ bid: price, ask: price });

/** Prices, signals and trades of a paper desk; everybody gets everything. */
export function tradingBoard(parts: { store: Store; records: Records; open: boolean }): Board {
  const { open } = parts;
  return {
    name: "trading",
    title: "Trading",
    endpoints: [{
      path: "/ws/trading/",
      credentials: EXPLICIT,
      authorize: (identity) => allowOpen(open, identity, TRADING_GROUP),
      greet: () => ({ type: "connection", message: "Connected to trading updates", timestamp: now() }),
      receive,
    }],
    groups: [{ pattern: groupPattern(TRADING_GROUP), maySee: (identity) => open || identity !== null }],
    events: {
      price_update: {
        ...event("price_update", { symbol, data: quote }, { key: ["symbol"], count: 300 }),
        every: PRICE_EVERY,
      },
      signal_alert: event("signal_alert", { signal: anyObject }, { count: 200 }),
      trade_execution: event("trade_execution", { trade: anyObject }, { count: 500 }),
      trade_closed: event("trade_closed", { trade: anyObject, reason: z.string().default("manual") }, {
        count: 500,
      }),
    },
    view: TRADING_VIEW,
    paths: (identity) => Promise.resolve(open || identity !== null ? ["/ws/trading/"] : []),
    derive: ({ message }) => Promise.resolve(message.type === "price_update" ? priceOf(message) : []),
    routes: (publish) => tradingRoutes(parts, publish),
  };
}

function receive(viewer: Viewer, data: string | Uint8Array): void {
  const command = objectOf(data);
  if (!command) return viewer.send(INVALID_JSON);
  const { type, symbols = [] } = command;
  if (type === "ping") viewer.send({ type: "pong", timestamp: now() });
  if (type === "subscribe") viewer.send({ type: "subscribed", symbols, timestamp: now() });
  if (type === "unsubscribe") viewer.send({ type: "unsubscribed", symbols, timestamp: now() });
}

function event(type: string, fields: z.ZodRawShape, rule: EventDeclaration["rule"]): EventDeclaration {
  return {
    rule,
    schema: messageSchema(type, { ...fields, timestamp }),
    frame: ({ timestamp: given, ...message }, { now }) => ({ ...message, timestamp: given ?? now }),
  };
}

function now(): string {
  return new Date().toISOString();
}
