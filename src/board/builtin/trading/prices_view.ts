import type { Widget } from "../../../protocol/view.ts";

/** The page of the prices board: the prices of the symbols that the viewer follows. */
export const PRICES_VIEW: readonly Widget[] = [
  {
    widget: "chart",
    title: "Bids",
    size: 7,
    empty: "No price of these symbols has come yet.",
    event: "price",
    value: "bid",
    by: "symbol",
    relative: true,
    window: 300_000,
  },
  {
    widget: "table",
    title: "Prices",
    size: 5,
    empty: "No price of these symbols has come yet.",
    event: "price",
    columns: [
      "symbol",
      { value: "bid", title: "Bid" },
      { value: "ask", title: "Ask" },
      { value: "bid", title: "Lately", show: "sparkline" },
    ],
  },
];
