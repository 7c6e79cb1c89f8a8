import type { Widget } from "../../../protocol/view.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A trade is what its newest message says: executed, then closed. */
const TRADES = { event: "trade_execution", also: ["trade_closed"], key: "trade.id" } as const;

const OPEN = { "trade.status": "open" } as const;

/** The page of the trading board: how the desk stands, prices, signals, and trades that can be closed. */
export const TRADING_VIEW: readonly Widget[] = [
  {
    widget: "stat",
    title: "Open trades",
    size: 3,
    ...TRADES,
    where: OPEN,
    figure: "count",
    change: HOUR,
    sparkline: true,
    thresholds: [],
  },
  {
    widget: "stat",
    title: "Profit, last 24 h",
    size: 3,
    event: "trade_closed",
    figure: "sum",
    value: "trade.profit_loss",
    within: DAY,
    unit: "USD",
    decimals: 2,
    change: HOUR,
    sparkline: true,
    thresholds: [],
  },
  {
    widget: "stat",
    title: "Trades closed, last 24 h",
    size: 3,
    event: "trade_closed",
    figure: "count",
    within: DAY,
    change: HOUR,
    sparkline: true,
    thresholds: [],
  },
  {
    widget: "stat",
    title: "Confidence of the signals, last hour",
    size: 3,
    empty: "No signal in the last hour.",
    event: "signal_alert",
    figure: "average",
    value: "signal.confidence",
    within: HOUR,
    unit: "%",
    decimals: 0,
    sparkline: true,
    thresholds: [],
  },
  {
    widget: "chart",
    title: "Prices",
    size: 8,
    empty: "No price has come yet.",
    event: "price_update",
    value: "data.bid",
    by: "symbol",
    relative: true,
    window: 300_000,
  },
  {
    widget: "feed",
    title: "Signals and results",
    size: 4,
    empty: "No signal and no result yet.",
    events: ["signal_alert", "trade_closed"],
    text: {
      signal_alert: "{signal.pair} {signal.direction}, {signal.confidence} %",
      trade_closed: "{trade.pair} closed: {trade.profit_loss} USD",
    },
    detail: {
      signal_alert: "entry {signal.entry_price} · stop {signal.stop_loss}",
      trade_closed: "{trade.order_type} from {trade.entry_price} to {trade.exit_price}",
    },
    severity: { signal_alert: "signal.direction", trade_closed: "reason" },
  },
  {
    widget: "table",
    title: "Quotes",
    size: 6,
    empty: "No price has come yet.",
    event: "price_update",
    columns: [
      "symbol",
      { value: "data.bid", title: "Bid" },
      { value: "data.ask", title: "Ask" },
      { value: "data.bid", title: "Lately", show: "sparkline" },
    ],
  },
  {
    widget: "table",
    title: "Open trades",
    size: 6,
    empty: "No open trade now.",
    ...TRADES,
    where: OPEN,
    columns: [
      { value: "trade.pair", title: "Pair" },
      { value: "trade.order_type", title: "Side", show: "status" },
      { value: "trade.entry_price", title: "Entry" },
      { value: "trade.stop_loss", title: "Stop" },
      { value: "trade.take_profit_1", title: "Target" },
    ],
    actions: [{
      title: "Close",
      method: "POST",
      path: "/api/paper-trading/trades/{trade.id}/close/",
      confirm: "Close the trade in {trade.pair} at the current price?",
      roles: ["admin", "trader", "publisher"],
    }],
  },
  {
    widget: "table",
    title: "Closed trades",
    size: 12,
    empty: "No trade has been closed yet.",
    event: "trade_closed",
    columns: [
      { value: "trade.pair", title: "Pair" },
      { value: "trade.order_type", title: "Side", show: "status" },
      { value: "trade.entry_price", title: "Entry" },
      { value: "trade.exit_price", title: "Exit" },
      { value: "trade.pips_gained", title: "Pips", show: "gain" },
      { value: "trade.profit_loss", title: "Result", unit: "USD", decimals: 2, show: "gain" },
      { value: "reason", title: "Why", show: "status" },
    ],
  },
];
