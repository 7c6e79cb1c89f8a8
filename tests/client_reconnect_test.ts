import assert from "node:assert/strict";
import { BoardClient } from "../src/client/board_client.ts";
import { createDataFolder } from "./support/accounts.ts";
import { startBoardcast } from "./support/boardcast.ts";
import { heard, statusNames, until } from "./support/client_watch.ts";
import { numbered, plantUrl, publishAll, startPlant } from "./support/plant.ts";
import { TcpProxy } from "./support/tcp_proxy.ts";

/** Tries to reconnect follow fast. */
const FAST = { base: 100, cap: 200 };

Deno.test("a cut connection comes back by itself, and nothing is lost or told twice", async () => {
  await using server = await startPlant();
  await using proxy = new TcpProxy(server.port);
  using client = new BoardClient(`${proxy.wsUrl}/ws/plant/a/`, FAST);
  const told: unknown[] = [];
  client.on("entry", ({ n }) => void told.push(n));
  client.connect();
  await until(client, "live");
  for (let round = 0; round < 5; round++) {
    const last = heard(client, "entry", ({ n }) => n === 20 * round + 20);
    await publishAll(server, numbered("log_a", 20 * round + 1, 20 * round + 10));
    const command = client.send({ type: "ping" }).catch(({ code }) => code);
    await proxy.cut();
    assert.ok(["disconnected", "pong"].includes((await command).type ?? await command));
    await publishAll(server, numbered("log_a", 20 * round + 11, 20 * round + 20));
    await last;
  }
  assert.deepEqual(told, Array.from({ length: 100 }, (_, at) => at + 1));
  await until(client, "live");
});

Deno.test("a server that is restarted on its data goes on, one without data announces a gap", async () => {
  await using data = await createDataFolder();
  const path = data.path;
  let server = await startPlant({ data: path });
  const { port } = server;
  using client = new BoardClient(plantUrl(server, "a"), FAST);
  try {
    const told: unknown[] = [];
    const gaps: unknown[] = [];
    client.on("entry", ({ n }) => void told.push(n));
    client.on("$gap", ({ group, cause }) => void (group === "log_a" && gaps.push(cause)));
    await publishAll(server, numbered("log_a", 1, 3));
    client.connect();
    await until(client, "live");
    await server.stop("SIGTERM");
    const down = await until(client, "reconnecting");
    assert.ok(down.reason && down.retryIn !== null);
    server = await startPlant({ data: path, port });
    await publishAll(server, numbered("log_a", 4, 5));
    await until(client, "live");
    assert.deepEqual(told, [1, 2, 3, 4, 5]);
    assert.deepEqual(gaps, []);

    await server.stop("SIGKILL");
    await until(client, "reconnecting");
    server = await startPlant({ port });
    await until(client, "live");
    assert.deepEqual(gaps, ["restarted"]);
    assert.deepEqual(
      client.all("entry").map(({ n }) => n),
      [1, 2, 3, 4, 5],
      "kept until something newer comes",
    );
    const last = heard(client, "entry", ({ n }) => n === 1, 5_000);
    await publishAll(server, numbered("log_a", 1, 1));
    await last;
  } finally {
    await server.stop("SIGKILL");
  }
});

Deno.test("a link that is open only by name is noticed by the pong that is missing", async () => {
  await using server = await startPlant();
  await using proxy = new TcpProxy(server.port);
  using client = new BoardClient(`${proxy.wsUrl}/ws/plant/a/`, { ...FAST, heartbeat: 400 });
  client.connect();
  await until(client, "live");
  proxy.freeze();
  const { reason } = await heard<{ name: string; reason: string }>(
    client,
    "$status",
    ({ name }) => name === "reconnecting",
    12_000,
  );
  assert.equal(reason, "the server does not answer");
  proxy.thaw();
  await until(client, "live");
});

Deno.test("positions that no address can hold are told in the first frame", async () => {
  await using server = await startPlant();
  await using proxy = new TcpProxy(server.port);
  const join = Array.from({ length: 50 }, (_, at) => `room_a_${"r".repeat(60)}${at}`);
  using client = new BoardClient(`${proxy.wsUrl}/ws/plant/a/`, FAST);
  const told: unknown[] = [];
  client.on("entry", ({ n }) => void told.push(n));
  client.connect();
  await until(client, "live");
  for (const group of join) await client.join(group);
  for (const n of [1, 2]) {
    const last = heard(
      client,
      "entry",
      (message) => message["n"] === n && client.all("entry").length === n * 50,
    );
    if (n === 2) await proxy.cut();
    await publishAll(server, join.flatMap((group) => numbered(group, n, n)));
    await last;
  }
  await until(client, "live");
  assert.deepEqual(told, [...Array(50).fill(1), ...Array(50).fill(2)]);
});

Deno.test("disconnect() while it waits for the next try ends it, and connect() goes on from where it was", async () => {
  await using server = await startPlant();
  await using proxy = new TcpProxy(server.port);
  const client = new BoardClient(`${proxy.wsUrl}/ws/plant/a/`, { base: 1e8, cap: 1e8 });
  const told: unknown[] = [];
  client.on("entry", ({ n }) => void told.push(n));
  await publishAll(server, numbered("log_a", 1, 2));
  client.connect();
  await until(client, "live");
  await proxy.cut();
  assert.ok((await until(client, "reconnecting")).retryIn! > 0);
  client.disconnect();
  assert.equal(client.status.name, "closed");
  await publishAll(server, numbered("log_a", 3, 4));
  client.connect();
  await until(client, "live");
  assert.deepEqual(told, [1, 2, 3, 4]);
  client.disconnect();
  // Not disposed: a timer that is left behind is for the sanitizer of this test to report.
});

Deno.test("connect() as soon as it is closed is a connection like any other", async () => {
  await using server = await startPlant();
  await using proxy = new TcpProxy(server.port);
  using client = new BoardClient(`${proxy.wsUrl}/ws/plant/a/`, { base: 1e8, cap: 1e8 });
  client.connect();
  await until(client, "live");
  const names = statusNames(client);
  const off = client.on("$status", ({ name }) => {
    if (name !== "closed") return;
    off();
    client.connect();
  });
  client.disconnect();
  await until(client, "live");
  assert.deepEqual(names.filter((name) => name === "closed").length, 1, names.join());
  await proxy.cut();
  await until(client, "reconnecting");
  dispatchEvent(new Event("online"));
  await until(client, "live");
});

Deno.test("a client comes back at once when the network does", async () => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  using client = new BoardClient(`${proxy.wsUrl}/ws/trading/`, { base: 1e8, cap: 1e8 });
  client.connect();
  await until(client, "live");
  await proxy.cut();
  await until(client, "reconnecting");
  dispatchEvent(new Event("online"));
  await until(client, "live");
});

Deno.test("a client gives up after so many tries", async () => {
  await using server = await startBoardcast();
  await using proxy = new TcpProxy(server.port);
  proxy.refuses = true;
  using client = new BoardClient(`${proxy.wsUrl}/ws/trading/`, { base: 1, cap: 1, tries: 3 });
  client.connect();
  const { code, reason } = await until(client, "closed");
  assert.equal(code, 1006);
  assert.ok(reason);
  assert.equal(proxy.connections, 4);
});
