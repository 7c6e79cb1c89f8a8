import assert from "node:assert/strict";
import { BoardClient } from "../src/client/board_client.ts";
import { mintToken, startBoardcast } from "./support/boardcast.ts";
import { heard, statusNames, until } from "./support/client_watch.ts";
import { publishAll } from "./support/plant.ts";
import { TcpProxy } from "./support/tcp_proxy.ts";

/** Tries to reconnect follow fast. */
const FAST = { base: 100, cap: 200 };

Deno.test("who is refused learns why and does not come back", async () => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  for (const [path, code] of [["/ws/dashboard/", 4401], ["/ws/nothing/", 4404]] as const) {
    using client = new BoardClient(proxy.wsUrl + path, FAST);
    const names = statusNames(client);
    client.connect();
    const status = await until(client, "refused");
    assert.equal(status.code, code);
    assert.ok(status.reason!.length > 5, status.reason!);
    assert.equal(status.retryIn, null);
    assert.deepEqual(names, ["connecting", "refused"]);
  }
  assert.equal(proxy.connections, 2);
});

Deno.test("a token that nobody renews ends the connection for good", async () => {
  await using server = await startBoardcast();
  const token = await mintToken({ sub: "ann", user_id: 7, exp: Math.floor(Date.now() / 1000) + 2 });
  using client = new BoardClient(`${server.url}/ws/dashboard/`, { token, ...FAST });
  client.connect();
  await until(client, "live");
  assert.equal(client.identity?.subject, "ann");
  const { code } = await until(client, "refused");
  assert.equal(code, 4401);
});

Deno.test("a token function is asked again before the token expires, and the connection goes on", async () => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  let asked = 0;
  const token = () =>
    mintToken({ sub: "ann", user_id: 7, exp: Math.floor(Date.now() / 1000) + 3, n: ++asked });
  using client = new BoardClient(`${proxy.wsUrl}/ws/dashboard/`, { token, ...FAST });
  const names = statusNames(client);
  client.connect();
  await until(client, "live");
  const renewed = () => heard(client, "$reply", ({ expires }) => typeof expires === "number");
  for (let round = 0; round < 3; round++) await renewed();
  assert.deepEqual(names, ["connecting", "catching up", "live"]);
  assert.equal(proxy.connections, 1);
  assert.ok(asked >= 4);
});

Deno.test("a token that expired while the machine slept ends it, and connect() goes on with a new one", async () => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  let asked = 0;
  const token = () =>
    mintToken({ sub: "ann", user_id: 7, exp: Math.floor(Date.now() / 1000) + (asked++ ? 3600 : 2) });
  using client = new BoardClient(`${proxy.wsUrl}/ws/trading/`, { token, ...FAST });
  await publishAll(server, [{
    group: "trading_updates",
    message: { type: "signal_alert", signal: { n: 1 } },
  }]);
  client.connect();
  await until(client, "live");
  proxy.freeze();
  const clock = Date.now();
  // What a machine that slept has not done either: its timer is late.
  while (Date.now() < clock + 2_500);
  proxy.thaw();
  assert.equal((await until(client, "refused")).code, 4401);
  assert.equal(client.all("signal_alert").length, 1, "the screen is kept");
  client.connect();
  await until(client, "live");
  assert.equal(client.identity?.subject, "ann");
  assert.equal(client.all("signal_alert").length, 1, "it goes on from where it was");
});

Deno.test("who hears the welcome may send", async () => {
  await using server = await startBoardcast();
  using client = new BoardClient(`${server.url}/ws/trading/`);
  const answered = Promise.withResolvers<unknown>();
  client.on("$welcome", () => answered.resolve(client.send({ type: "ping" })));
  client.connect();
  assert.equal((await answered.promise as { type: string }).type, "pong");
});

Deno.test("a token function that always fails, or gives bad tokens, is not asked for ever in vain", async () => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  using client = new BoardClient(`${proxy.wsUrl}/ws/dashboard/`, {
    token: () => Promise.reject(new Error("signed out")),
    ...FAST,
    tries: 2,
  });
  client.connect();
  await heard(client, "$status", ({ name }) => name === "reconnecting");
  assert.match((await until(client, "closed")).reason!, /signed out/);
  assert.equal(proxy.connections, 0);
  using bad = new BoardClient(`${proxy.wsUrl}/ws/dashboard/`, { token: () => "no.good.token", ...FAST });
  bad.connect();
  assert.equal((await until(bad, "refused")).code, 4401);
  assert.equal(proxy.connections, 1);
});

Deno.test("an inbox waits until it is acknowledged", async () => {
  await using server = await startBoardcast();
  const token = await mintToken({ sub: "ann", user_id: 7 });
  using client = new BoardClient(`${server.url}/ws/trading/`, { token });
  await publishAll(server, [{ group: "user_ann", message: { type: "note", text: "1" } }]);
  client.connect();
  await until(client, "live");
  await publishAll(server, [{ group: "user_ann", message: { type: "note", text: "2" } }]);
  await heard(client, "note", ({ text }) => text === "2");
  assert.deepEqual(client.waiting, [1, 2]);
  const told = heard(client, "$ack");
  assert.deepEqual((await client.acknowledge([1]))["acknowledged"], [1]);
  assert.deepEqual((await told)["offsets"], [1]);
  assert.deepEqual(client.waiting, [2]);
});

Deno.test("another person's connection begins with nothing of the one before", async () => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  let subject = "ann";
  const token = () => mintToken({ sub: subject, user_id: 7 });
  using client = new BoardClient(`${proxy.wsUrl}/ws/trading/`, { token, ...FAST });
  await publishAll(server, [
    { group: "user_ann", message: { type: "note", text: "ann's" } },
    { group: "user_bob", message: { type: "note", text: "bob's" } },
  ]);
  client.connect();
  await until(client, "live");
  assert.equal(client.latest("note")?.["text"], "ann's");
  subject = "bob";
  await proxy.cut();
  assert.equal((await until(client, "refused")).code, 4403, "nobody becomes somebody else unasked");
  assert.deepEqual(
    [client.identity, client.all("note")],
    [null, []],
    "ann's is not shown to whoever is there now",
  );
  client.connect();
  await until(client, "live");
  assert.equal(client.identity?.subject, "bob");
  assert.deepEqual(client.all("note").map(({ text }) => text), ["bob's"]);
});
