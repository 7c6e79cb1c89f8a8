/** The counts of connections: exact while they are open, and falling however they end. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { CLIENT, MSP, OTHER_CLIENT, registerClients } from "../support/engagement.ts";
import { assertKeys, eachRow, eventually } from "../support/expect.ts";
import { expectStatus } from "../support/http_client.ts";
import { connect, type Connection, refused } from "../support/ws_client.ts";

const STATS = [
  { name: "/api/v1/ws/stats", path: "/api/v1/ws/stats" },
  { name: "/ws/stats", path: "/ws/stats" },
];

type Claims = Record<string, unknown>;
const MSP_USER: Claims = { sub: "m", role: "msp_user", msp_id: MSP };
const CLIENT_USER: Claims = { sub: "c", role: "client_user", client_id: CLIENT };
const OTHER_USER: Claims = { sub: "o", role: "client_user", client_id: OTHER_CLIENT };

const ENDS: { name: string; end: (connection: Connection) => Promise<unknown> }[] = [
  { name: "by a close frame", end: (connection) => connection.close() },
  { name: "by a cut", end: (connection) => connection.destroy() },
];

async function active(server: RunningBoardcast): Promise<number> {
  const { body } = await expectStatus(200, server, "GET", "/ws/status");
  assertKeys(body, ["active_connections", "status"], "/ws/status");
  assert.equal(body.status, "operational");
  return body.active_connections;
}

async function stats(server: RunningBoardcast) {
  const token = await mintToken({ sub: "anybody", role: "viewer" });
  const { body } = await expectStatus(200, server, "GET", "/api/v1/ws/stats", { token });
  assertKeys(body, ["total_connections", "client_connections", "msp_connections"], "the stats");
  return body;
}

async function open(server: RunningBoardcast, path: string, claims?: Claims): Promise<Connection> {
  const query = claims ? `?token=${await mintToken(claims)}` : "";
  const connection = await connect(server.wsUrl + path + query);
  await connection.receive();
  return connection;
}

async function openMany(server: RunningBoardcast, count: number): Promise<Connection[]> {
  return await Promise.all(Array.from({ length: count }, () => open(server, "/ws/dashboard")));
}

Deno.test("counts: the open dashboard's status", async (t) => {
  await using server = await startBoardcast();

  await t.step("nobody", async () => assert.equal(await active(server), 0));
  await eachRow(t, ENDS, async ({ end }) => {
    const connections = await openMany(server, 10);
    assert.equal(await active(server), 10);
    await Promise.all(connections.slice(5).map(end));
    assert.equal(await eventually(() => active(server), (count) => count <= 5), 5);
    await Promise.all(connections.slice(0, 5).map(end));
    assert.equal(await eventually(() => active(server), (count) => count <= 0), 0);
  });
  await t.step("a hundred that die at once", async () => {
    const connections = await openMany(server, 100);
    assert.equal(await active(server), 100);
    await Promise.all(connections.map((connection) => connection.destroy()));
    assert.equal(await eventually(() => active(server), (count) => count <= 0), 0);
  });
  await t.step("other boards and refusals do not count", async () => {
    await using _trading = await open(server, "/ws/trading/");
    await using _client = await open(server, "/api/v1/ws/engagement", CLIENT_USER);
    assert.equal(await refused(`${server.wsUrl}/ws/dashboard/`), 403);
    assert.equal(await active(server), 0);
  });
});

Deno.test("counts: the engagement's stats", async (t) => {
  await using server = await startBoardcast();
  await registerClients(server);
  const none = { total_connections: 0, client_connections: {}, msp_connections: {} };

  await t.step("nobody", async () => assert.deepEqual(await stats(server), none));
  await eachRow(t, ENDS, async ({ end }) => {
    const connections = [
      await open(server, "/api/v1/ws/engagement", CLIENT_USER),
      await open(server, `/api/v1/ws/client/${CLIENT}/engagement`, CLIENT_USER),
      await open(server, "/api/v1/ws/engagement", OTHER_USER),
      await open(server, "/api/v1/ws/engagement", MSP_USER),
    ];
    assert.deepEqual(await stats(server), {
      total_connections: 4,
      client_connections: { [CLIENT]: 2, [OTHER_CLIENT]: 1 },
      msp_connections: { [MSP]: 1 },
    });
    await end(connections[0]!);
    await end(connections[2]!);
    const fewer = await eventually(() => stats(server), ({ total_connections }) => total_connections === 2);
    assert.deepEqual(fewer.client_connections, { [CLIENT]: 1 });
    await end(connections[1]!);
    await end(connections[3]!);
    const last = await eventually(() => stats(server), ({ total_connections }) => total_connections === 0);
    assert.deepEqual(last, none);
  });
  await t.step("an MSP at a client is in that client's set", async () => {
    await using _msp = await open(server, `/api/v1/ws/client/${CLIENT}/engagement`, MSP_USER);
    const { total_connections, client_connections } = await stats(server);
    assert.deepEqual([total_connections, client_connections], [1, { [CLIENT]: 1 }]);
  });
  await eachRow(t, STATS, async ({ path }) => {
    const missing = await expectStatus(401, server, "GET", path);
    assert.equal(missing.body.error, "Missing authorization header");
    const invalid = await expectStatus(401, server, "GET", path, { token: "nonsense" });
    assert.equal(typeof invalid.body.error, "string");
    await expectStatus(200, server, "GET", path, { token: await mintToken({ sub: "x" }) });
  });
});

Deno.test("counts: health", async (t) => {
  await using server = await startBoardcast();

  await t.step("/health", async () => {
    assert.deepEqual((await expectStatus(200, server, "GET", "/health")).body, { status: "ok" });
  });
  await t.step("/health/live", () => expectStatus(200, server, "GET", "/health/live").then(() => {}));
  await t.step("/health/ready", () => expectStatus(200, server, "GET", "/health/ready").then(() => {}));
});
