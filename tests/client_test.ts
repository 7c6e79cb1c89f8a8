// deno-lint-ignore-file no-console -- the console is spied on.
import assert from "node:assert/strict";
import { BoardClient } from "../src/client/board_client.ts";
import { mintToken, startBoardcast } from "./support/boardcast.ts";
import { assertRefused, heard, statusNames, until } from "./support/client_watch.ts";
import { numbered, plantUrl, publishAll, startPlant } from "./support/plant.ts";
import { TcpProxy } from "./support/tcp_proxy.ts";

/** Tries to reconnect follow fast. */
const FAST = { base: 100, cap: 200 };

Deno.test("BoardClient follows a board: status, identity, messages, commands, the end", async () => {
  await using server = await startBoardcast();
  await publishAll(server, [price("EURUSD", 1), price("XAUUSD", 7), price("EURUSD", 2)]);
  using client = new BoardClient(`${server.url}/ws/trading/`);
  const names = statusNames(client);
  const heardPrices: unknown[] = [];
  client.on("price_update", ({ symbol, data }, place) => void heardPrices.push([symbol, data, place]));
  assert.equal(client.status.name, "closed");
  await assertRefused(client.send({ type: "ping" }), "disconnected");
  client.connect();
  await until(client, "live");
  assert.deepEqual(names, ["connecting", "catching up", "live"]);
  assert.deepEqual(client.identity, { subject: null, roles: [] });
  const at = (offset: number) => ({ group: "trading_updates", offset });
  assert.deepEqual(heardPrices, [
    ["EURUSD", { bid: 1 }, at(1)],
    ["XAUUSD", { bid: 7 }, at(2)],
    ["EURUSD", { bid: 2 }, at(3)],
  ]);
  const answer = await client.send({ type: "subscribe", symbols: ["EURUSD"] });
  assert.equal(answer["type"], "subscribed");
  assert.deepEqual(answer["symbols"], ["EURUSD"]);
  await assertRefused(client.send({ type: "$nonsense" }), "unknownCommand");
  assert.ok(typeof client.latency === "number" && client.latency >= 0);
  const open = client.send({ type: "ping" });
  client.disconnect();
  await assertRefused(open, "disconnected");
  assert.equal(client.status.name, "closed");
  assert.equal(client.status.reason, null);
});

Deno.test("a late listener starts full, with what an early one was told", async () => {
  await using server = await startBoardcast();
  using client = new BoardClient(`${server.url}/ws/trading/`);
  client.connect();
  await until(client, "live");
  const last = heard(client, "signal_alert");
  await publishAll(server, [price("EURUSD", 1), price("XAUUSD", 7), price("EURUSD", 2), signal("a")]);
  await last;
  const late: unknown[] = [];
  client.on("price_update", ({ symbol, data }, { offset }) => void late.push([symbol, data, offset]));
  assert.deepEqual(late, [["EURUSD", { bid: 1 }, 1], ["XAUUSD", { bid: 7 }, 2], ["EURUSD", { bid: 2 }, 3]]);
  assert.deepEqual(client.latest("price_update", "XAUUSD")?.["data"], { bid: 7 });
  assert.deepEqual(client.latest("price_update")?.["data"], { bid: 2 });
  assert.equal(client.latest("price_update", "GBPUSD"), undefined);
  assert.deepEqual(client.all("price_update").map(({ data }) => data), [{ bid: 7 }, { bid: 2 }]);
  assert.deepEqual(client.all("price_update", ["EURUSD"]).map(({ data }) => data), [{ bid: 1 }, { bid: 2 }]);
  assert.deepEqual(client.all("signal_alert").map(({ signal }) => signal), [{ pair: "a" }]);
  const all: unknown[] = [];
  client.on("*", ({ type }) => void all.push(type));
  assert.deepEqual(all, ["price_update", "price_update", "price_update", "signal_alert"]);
});

Deno.test("a listener that throws harms no other, and one that is taken off hears nothing", async () => {
  await using server = await startBoardcast();
  using client = new BoardClient(`${server.url}/ws/trading/`);
  using silenced = silenceConsole();
  const calls: unknown[] = [];
  client.on("signal_alert", () => {
    throw new Error("a bug of the page");
  });
  const off = client.on("signal_alert", () => void calls.push("taken off"));
  client.on("signal_alert", ({ signal }) => void calls.push(signal));
  off();
  client.connect();
  await until(client, "live");
  const last = heard(client, "trade_execution");
  await publishAll(server, [
    signal("a"),
    signal("b"),
    { group: "trading_updates", message: { type: "trade_execution", trade: {} } },
  ]);
  await last;
  assert.deepEqual(calls, [{ pair: "a" }, { pair: "b" }]);
  assert.equal(silenced.errors.length, 2);
});

Deno.test("a listener may take off the next one, or disconnect in the midst of what has come", async () => {
  await using server = await startPlant();
  using client = new BoardClient(plantUrl(server, "a"));
  await publishAll(server, numbered("log_a", 1, 30));
  const told: unknown[] = [];
  client.on("entry", ({ n }) => {
    told.push(n);
    off();
    if (n === 5) client.disconnect();
  });
  const off = client.on("entry", () => void told.push("taken off"));
  client.connect();
  await until(client, "closed");
  assert.deepEqual(told, [1, 2, 3, 4, 5]);
  client.connect();
  await until(client, "live");
  assert.deepEqual(told, Array.from({ length: 30 }, (_, at) => at + 1), "the rest comes when it is wanted");
});

Deno.test("a client joins and leaves groups, also before it is connected and over reconnects", async () => {
  await using server = await startPlant();
  await using proxy = new TcpProxy(server.port);
  using client = new BoardClient(`${proxy.wsUrl}/ws/plant/a/`, { ...FAST, join: ["room_a_1"] });
  const told: unknown[] = [];
  client.on("entry", ({ n }, { group }) => void told.push(`${group} ${n}`));
  await publishAll(server, ["1", "2", "3"].flatMap((room) => numbered(`room_a_${room}`, 1, 1)));
  client.connect();
  // The address of the connection is settled already.
  await client.join("room_a_2");
  await until(client, "live");
  await assertRefused(client.join("somewhere"), "notAllowed");
  await client.join("room_a_3");
  assert.deepEqual(told.toSorted(), ["room_a_1 1", "room_a_2 1", "room_a_3 1"]);
  client.leave("room_a_1");
  await proxy.cut();
  await until(client, "reconnecting");
  client.leave("room_a_2");
  const last = heard(client, "entry", ({ n }) => n === 2);
  await publishAll(server, ["1", "2", "3"].flatMap((room) => numbered(`room_a_${room}`, 2, 2)));
  await last;
  await client.send({ type: "ping" });
  assert.deepEqual(told.slice(3), ["room_a_3 2"]);
  assert.deepEqual(client.all("entry").map(({ n }) => n), [1, 2]);
});

Deno.test("a client knows who is there and what is fresh", async () => {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  await Deno.writeTextFile(
    file,
    `
boards:
  lab:
    path: /ws/lab/
    groups: [{name: lab, presence: true}]
    events:
      reading: {key: [machine], keep: 1, every: 1s}
`,
  );
  await using server = await startBoardcast({ args: ["--config", file] });
  await Deno.remove(file);
  const clientOf = async (sub: string) =>
    new BoardClient(`${server.url}/ws/lab/`, { token: await mintToken({ sub, name: sub }) });
  using ann = await clientOf("ann");
  using bob = await clientOf("bob");
  ann.connect();
  await until(ann, "live");
  const come = heard(ann, "$presence", () => ann.people("lab").length === 2);
  bob.connect();
  await come;
  assert.deepEqual(ann.people("lab").map(({ subject }) => subject), ["ann", "bob"]);
  const gone = heard(ann, "$presence", () => ann.people("lab").length === 1);
  bob.disconnect();
  await gone;
  const reading = { group: "lab", message: { type: "reading", machine: "m1" } };
  const fresh = heard(ann, "$freshness", () => ann.freshness("reading", "m1")?.status === "fresh");
  await publishAll(server, [reading]);
  await fresh;
  await heard(ann, "$freshness", () => ann.freshness("reading", "m1")?.status === "late");
});

function price(symbol: string, bid: number) {
  return { group: "trading_updates", message: { type: "price_update", symbol, data: { bid } } };
}

function signal(pair: string) {
  return { group: "trading_updates", message: { type: "signal_alert", signal: { pair } } };
}

/** Keeps what is reported of failing listeners from the console. */
function silenceConsole(): Disposable & { errors: unknown[] } {
  const { error } = console;
  const errors: unknown[] = [];
  console.error = (...what: unknown[]) => void errors.push(...what);
  return { errors, [Symbol.dispose]: () => void (console.error = error) };
}
