import assert from "node:assert/strict";
import { openBoards } from "../../../../tests/support/boards.ts";
import { stopClock } from "../../../../tests/support/identity.ts";
import { close, execute, newTrade, type Trade, Trades } from "./trades.ts";

function order(more: Record<string, unknown> = {}) {
  return newTrade.parse({ pair: "EURUSD", order_type: "BUY", ...more });
}

Deno.test("close() reckons pips and profit by side, size of the price and lots", () => {
  const rows: [
    type: "BUY" | "SELL",
    entry: number,
    exit: number,
    lots: number,
    pips: number,
    profit: number,
  ][] = [
    ["BUY", 1.1, 1.105, 0.01, 50, 5],
    ["SELL", 1.1, 1.105, 0.01, -50, -5],
    ["BUY", 1.1, 1.1, 1, 0, 0],
    ["SELL", 150, 149.5, 0.1, 50, 5000],
    ["BUY", 19.9999, 20.0009, 1, 10, 100],
    ["BUY", 20, 20.1, 1, 10, 10_000],
    ["BUY", 1.10001, 1.10002, 0.01, 0.1, 0.01],
  ];
  for (const [order_type, entry, exit, lot_size, pips, profit] of rows) {
    const trade = execute(order({ order_type, lot_size }), entry);
    const closed = close(trade, exit, "manual");
    const name = `${order_type} ${entry} → ${exit}`;
    assert.deepEqual([closed.pips_gained, closed.profit_loss], [pips, profit], name);
    assert.deepEqual([closed.status, closed.exit_price, closed.exit_reason], ["closed", exit, "manual"]);
    assert.equal(trade.status, "open", "the open one is left as it was");
  }
});

Deno.test("close() never tells anything but numbers, however large the prices", () => {
  const trade = execute(order({ lot_size: 1e6 }), 1e-12);
  const { pips_gained, profit_loss } = close(trade, 1e12, "manual");
  assert.ok(Number.isFinite(pips_gained) && Number.isFinite(profit_loss));
  assert.ok(!newTrade.safeParse({ pair: "A", order_type: "BUY", entry_price: 1e300 }).success);
});

Deno.test("Trades.close() closes once, also when two race", async () => {
  await using boards = openBoards();
  const trades = new Trades(boards.backend.store);
  const trade = execute(order(), 1.1);
  await trades.add(trade);
  const outcomes = await Promise.all(
    [1.2, 1.3].map((exit) => trades.close(trade.id, (open) => close(open, exit, "manual"))),
  );
  const winner = outcomes.filter((outcome) => outcome !== undefined);
  assert.equal(winner.length, 1);
  assert.deepEqual(await trades.get(trade.id), winner[0]);
  assert.equal(await trades.close(trade.id, (open) => open), undefined);
  assert.equal(await trades.close("nothing", (open) => open), undefined);
  assert.deepEqual(await trades.newest("open", 10), []);
});

Deno.test("Trades lists the newest of a status first, and of all together", async () => {
  await using boards = openBoards();
  using clock = stopClock();
  const trades = new Trades(boards.backend.store);
  const opened: Trade[] = [];
  for (let entry = 1; entry <= 5; entry++) {
    clock.advance(1);
    const trade = execute(order(), entry);
    await trades.add(trade);
    opened.push(trade);
  }
  for (const index of [1, 3]) await trades.close(opened[index]!.id, (open) => close(open, 9, "manual"));
  const entries = (list: Trade[]) => list.map(({ entry_price }) => entry_price);
  assert.deepEqual(entries(await trades.newest("open", 10)), [5, 3, 1]);
  assert.deepEqual(entries(await trades.newest("closed", 1)), [4]);
  assert.deepEqual(entries(await trades.newestOfAll(10)), [5, 4, 3, 2, 1]);
  assert.deepEqual(entries(await trades.newestOfAll(2)), [5, 4]);
});
