import assert from "node:assert/strict";
import { openBoards, withRole } from "../../../../tests/support/boards.ts";

const TRADES = "/api/paper-trading/trades/";
const TRADER = { as: withRole("trader") };

Deno.test("a trade is opened and closed at the price of its side", async () => {
  await using boards = openBoards();
  const { ask } = boards;
  await boards.publish({
    group: "trading_updates",
    message: { type: "price_update", symbol: "EURUSD", data: { bid: 1.1, ask: 1.2 } },
  });
  for (const [order_type, entry, exit] of [["BUY", 1.2, 1.1], ["SELL", 1.1, 1.2]] as const) {
    const opened = await ask("POST", `${TRADES}execute/`, {
      ...TRADER,
      json: { pair: "EURUSD", order_type },
    });
    assert.deepEqual([opened.status, opened.body.trade.entry_price], [201, entry]);
    const closed = await ask("POST", `${TRADES}${opened.body.trade.id}/close/`, TRADER);
    assert.deepEqual([closed.status, closed.body.trade.exit_price], [200, exit]);
    assert.deepEqual((await ask("GET", `${TRADES}${opened.body.trade.id}/`)).body, closed.body);
  }
  const types = boards.messages("trading_updates").map(({ type }) => type);
  assert.deepEqual(types.slice(1), ["trade_execution", "trade_closed", "trade_execution", "trade_closed"]);
});

Deno.test("a trade cannot be closed twice, nor without a price; only one of two racing closes is told", async () => {
  await using boards = openBoards();
  const { ask } = boards;
  const json = { pair: "A B", order_type: "BUY" };
  assert.equal(
    (await ask("POST", `${TRADES}execute/`, { ...TRADER, json })).status,
    409,
    "no price is known",
  );
  const opened = await ask("POST", `${TRADES}execute/`, { ...TRADER, json: { ...json, entry_price: 1 } });
  const path = `${TRADES}${opened.body.trade.id}/close/`;
  assert.equal((await ask("POST", path, TRADER)).status, 409, "no price is known");
  const closing = { ...TRADER, json: { exit_price: 2 } };
  const answers = await Promise.all([ask("POST", path, closing), ask("POST", path, closing)]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409]);
  assert.equal((await ask("POST", path, closing)).status, 409);
  const closed = boards.messages("trading_updates").filter(({ type }) => type === "trade_closed");
  assert.equal(closed.length, 1);
});

Deno.test("trades are listed by status; another status is refused, not ignored", async () => {
  await using boards = openBoards();
  const { ask } = boards;
  for (const entry_price of [1, 2]) {
    const json = { pair: "EURUSD", order_type: "BUY", entry_price };
    await ask("POST", `${TRADES}execute/`, { ...TRADER, json });
  }
  assert.equal((await ask("GET", `${TRADES}?status=open`)).body.count, 2);
  assert.equal((await ask("GET", `${TRADES}?status=closed`)).body.count, 0);
  assert.equal((await ask("GET", `${TRADES}?limit=1`)).body.count, 1);
  assert.equal((await ask("GET", `${TRADES}?status=lost`)).status, 422);
});

Deno.test("only traders and publishers write, and nobody reads a board that is not open", async () => {
  await using boards = openBoards({ settings: { trading: { enabled: true, open: false } } });
  const { ask } = boards;
  const json = { pair: "EURUSD", order_type: "BUY", entry_price: 1 };
  assert.equal((await ask("POST", `${TRADES}execute/`, { json })).status, 401);
  assert.equal((await ask("POST", `${TRADES}execute/`, { as: withRole("viewer"), json })).status, 403);
  assert.equal((await ask("GET", TRADES)).status, 401);
  assert.equal((await ask("GET", TRADES, { as: withRole("viewer") })).status, 200);
  assert.equal((await ask("GET", "/api/paper-trading/price/realtime/?symbol=EURUSD")).status, 401);
});
