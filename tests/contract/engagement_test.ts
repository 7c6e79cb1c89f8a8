/** Client and MSP engagement over the socket: who gets in where, conversations, and who receives which publication. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { CLIENT, MSP, OTHER_CLIENT, OTHER_MSP, registerClients } from "../support/engagement.ts";
import {
  ask,
  assertFrame,
  converse,
  eachRow,
  type Exchange,
  type Expected,
  type Probe,
  TIME,
} from "../support/expect.ts";
import { publish, request } from "../support/http_client.ts";
import { connect, type Connection, refused } from "../support/ws_client.ts";

const SHARED = "/api/v1/ws/engagement";
const OWN = `/api/v1/ws/client/${CLIENT}/engagement`;
const FOREIGN = `/api/v1/ws/client/${OTHER_CLIENT}/engagement`;

type Claims = Record<string, unknown>;
const MSP_ADMIN: Claims = { sub: "a", role: "msp_admin", msp_id: MSP };
const MSP_USER: Claims = { sub: "b", role: "msp_user", msp_id: MSP };
const CLIENT_ADMIN: Claims = { sub: "c", role: "client_admin", client_id: CLIENT };
const CLIENT_USER: Claims = { sub: "d", role: "client_user", client_id: CLIENT };
const OTHER_MSP_ADMIN: Claims = { sub: "e", role: "msp_admin", msp_id: OTHER_MSP };
const OTHER_CLIENT_USER: Claims = { sub: "f", role: "client_user", client_id: OTHER_CLIENT };
const END_USER: Claims = { sub: "g", role: "end_user", msp_id: MSP, client_id: CLIENT };

function scope(scope: string, role: string): Expected {
  return { type: "connection", status: "connected", scope, user_role: role };
}

function client(role: string): Expected {
  return { type: "connection", status: "connected", client_id: CLIENT, user_role: role };
}

const WELCOMES: { name: string; path: string; claims: Claims; expect: Expected }[] = [
  { name: "msp_admin", path: SHARED, claims: MSP_ADMIN, expect: scope(`MSP ${MSP}`, "msp_admin") },
  { name: "msp_user", path: SHARED, claims: MSP_USER, expect: scope(`MSP ${MSP}`, "msp_user") },
  {
    name: "client_admin",
    path: SHARED,
    claims: CLIENT_ADMIN,
    expect: scope(`Client ${CLIENT}`, "client_admin"),
  },
  {
    name: "client_user",
    path: SHARED,
    claims: CLIENT_USER,
    expect: scope(`Client ${CLIENT}`, "client_user"),
  },
  { name: "msp_admin at a client", path: OWN, claims: MSP_ADMIN, expect: client("msp_admin") },
  { name: "msp_user at a client", path: OWN, claims: MSP_USER, expect: client("msp_user") },
  { name: "client_admin at home", path: OWN, claims: CLIENT_ADMIN, expect: client("client_admin") },
  { name: "client_user at home", path: OWN, claims: CLIENT_USER, expect: client("client_user") },
  {
    name: "a login token with its other claims",
    path: SHARED,
    claims: { ...MSP_USER, user_id: 4, email: "u@example.com", type: "access", permissions: ["read"] },
    expect: scope(`MSP ${MSP}`, "msp_user"),
  },
];

const REFUSALS: { name: string; path: string; claims?: Claims }[] = [
  { name: "nobody", path: SHARED },
  { name: "nobody at a client", path: OWN },
  { name: "end_user", path: SHARED, claims: END_USER },
  { name: "end_user at a client", path: OWN, claims: END_USER },
  { name: "a viewer", path: SHARED, claims: { sub: "v", role: "viewer" } },
  { name: "no role", path: SHARED, claims: { sub: "v", msp_id: MSP } },
  { name: "a school's owner", path: SHARED, claims: { sub: "v", role: "school_owner" } },
  { name: "an MSP at a foreign client", path: FOREIGN, claims: MSP_ADMIN },
  { name: "a foreign MSP at a client", path: OWN, claims: OTHER_MSP_ADMIN },
  { name: "a client at another client", path: FOREIGN, claims: CLIENT_ADMIN },
  { name: "a foreign client at a client", path: OWN, claims: OTHER_CLIENT_USER },
  {
    name: "an unknown client",
    path: "/api/v1/ws/client/00000000-0000-4000-8000-000000000000/engagement",
    claims: MSP_ADMIN,
  },
  { name: "a client id that is no UUID", path: "/api/v1/ws/client/42/engagement", claims: MSP_ADMIN },
  { name: "a trailing slash", path: `${SHARED}/`, claims: MSP_ADMIN },
  { name: "a trailing slash at a client", path: `${OWN}/`, claims: MSP_ADMIN },
];

const PING: Exchange = {
  name: "ping",
  send: { type: "ping", timestamp: "T-1" },
  expect: { type: "pong", timestamp: "T-1" },
};
const PROBE: Probe = {
  send: { type: "ping", timestamp: "probe" },
  expect: { type: "pong", timestamp: "probe" },
};
const INVALID: Expected = { type: "error", message: "Invalid JSON format" };
const DENIED: Expected = { type: "error", message: "Client not found or access denied" };

const ANYWHERE: Exchange[] = [
  PING,
  { name: "ping without a time", send: { type: "ping" }, expect: { type: "pong", timestamp: null } },
  {
    name: "ping with a number",
    send: { type: "ping", timestamp: 7 },
    expect: { type: "pong", timestamp: 7 },
  },
  { name: "an unknown type", send: { type: "dance" }, expect: "silence" },
  { name: "no type", send: { a: 1 }, expect: "silence" },
  { name: "not JSON", send: "{oops", expect: INVALID },
  { name: "an empty frame", send: "", expect: INVALID },
  { name: "an array", send: "[]", expect: "survival" },
  { name: "a JSON string", send: '"ping"', expect: "survival" },
  { name: "JSON null", send: "null", expect: "survival" },
  { name: "a binary frame", send: new Uint8Array([0, 255]), expect: "survival" },
];

const BY_MSP: Exchange[] = [
  ...ANYWHERE,
  {
    name: "subscribe to an own client",
    send: { type: "subscribe", client_id: CLIENT },
    expect: { type: "subscribed", client_id: CLIENT },
  },
  {
    name: "subscribe to a foreign client",
    send: { type: "subscribe", client_id: OTHER_CLIENT },
    expect: DENIED,
  },
  { name: "subscribe to no UUID", send: { type: "subscribe", client_id: "x" }, expect: "survival" },
  { name: "subscribe to nothing", send: { type: "subscribe" }, expect: "survival" },
  { name: "subscribe to an object", send: { type: "subscribe", client_id: {} }, expect: "survival" },
  {
    name: "request_update",
    send: { type: "request_update" },
    expect: { type: "info", message: "Updates are pushed automatically" },
  },
];

const BY_CLIENT: Exchange[] = [
  ...ANYWHERE,
  { name: "subscribe", send: { type: "subscribe", client_id: CLIENT }, expect: "silence" },
  {
    name: "request_update",
    send: { type: "request_update" },
    expect: { type: "info", message: "Updates are pushed automatically" },
  },
];

const AT_A_CLIENT: Exchange[] = [
  ...ANYWHERE,
  { name: "subscribe", send: { type: "subscribe", client_id: CLIENT }, expect: "silence" },
  { name: "request_update", send: { type: "request_update" }, expect: "silence" },
];

const BROADCASTS = [
  { type: "engagement_update", data: { departments: [], applications: [], agents: [] } },
  { type: "interaction_update", data: { app_id: "77aa", interaction_count: 5 } },
  { type: "alert", data: { severity: "high", details: "text", app: "ChatGPT" } },
].map((message) => ({ name: message.type, message }));

async function open(server: RunningBoardcast, path: string, claims: Claims): Promise<Connection> {
  const connection = await connect(`${server.wsUrl}${path}?token=${await mintToken(claims)}`);
  const welcome = await connection.receive();
  assert.equal(welcome.type, "connection", JSON.stringify(welcome));
  return connection;
}

Deno.test("engagement: connections", async (t) => {
  await using server = await startBoardcast();
  await registerClients(server);

  await eachRow(t, WELCOMES, async ({ path, claims, expect }) => {
    await using connection = await connect(`${server.wsUrl}${path}?token=${await mintToken(claims)}`);
    assertFrame(await connection.receive(), expect, `${path} as ${JSON.stringify(claims)}`);
    await ask(connection, PROBE.send, PROBE.expect);
  });
  await eachRow(t, REFUSALS, async ({ path, claims }) => {
    const query = claims ? `?token=${await mintToken(claims)}` : "";
    assert.equal(await refused(server.wsUrl + path + query), 403, `${path} as ${JSON.stringify(claims)}`);
  });
  await t.step("a client that only its token knows", async () => {
    const id = crypto.randomUUID();
    const claims = { sub: "n", role: "client_user", client_id: id };
    await using connection = await open(server, `/api/v1/ws/client/${id}/engagement`, claims);
    await ask(connection, PROBE.send, PROBE.expect);
  });
});

Deno.test("engagement: conversations", async (t) => {
  await using server = await startBoardcast();
  await registerClients(server);

  await t.step("of an MSP", (t) => converse(t, BY_MSP, () => open(server, SHARED, MSP_ADMIN), PROBE));
  await t.step("of a client", (t) => converse(t, BY_CLIENT, () => open(server, SHARED, CLIENT_USER), PROBE));
  await t.step("of an MSP at a client", (t) => {
    return converse(t, AT_A_CLIENT, () => open(server, OWN, MSP_USER), PROBE);
  });
  await t.step("of a client at home", (t) => {
    return converse(t, AT_A_CLIENT, () => open(server, OWN, CLIENT_ADMIN), PROBE);
  });
});

Deno.test("engagement: publications", async (t) => {
  await using server = await startBoardcast();
  await registerClients(server);

  await eachRow(t, BROADCASTS, async ({ message }) => {
    await using msp = await open(server, SHARED, MSP_ADMIN);
    await using mspAtClient = await open(server, OWN, MSP_USER);
    await using atHome = await open(server, OWN, CLIENT_ADMIN);
    await using shared = await open(server, SHARED, CLIENT_USER);
    await using foreignMsp = await open(server, SHARED, OTHER_MSP_ADMIN);
    await using foreignClient = await open(server, SHARED, OTHER_CLIENT_USER);
    await publish(server, `client_${CLIENT}`, message);
    const expected = { ...message, client_id: CLIENT, timestamp: TIME };
    for (const member of [msp, mspAtClient, atHome, shared]) {
      assertFrame(await member.receive(), expected, JSON.stringify(message));
    }
    for (const connection of [msp, mspAtClient, atHome, shared, foreignMsp, foreignClient]) {
      await ask(connection, PROBE.send, PROBE.expect);
    }
  });
  await t.step("an MSP's own group reaches the MSP only", async () => {
    await using msp = await open(server, SHARED, MSP_ADMIN);
    await using client = await open(server, SHARED, CLIENT_USER);
    const message = { type: "alert", client_id: CLIENT, data: { severity: "low" } };
    await publish(server, `msp_${MSP}`, message);
    assertFrame(await msp.receive(), { ...message, timestamp: TIME }, JSON.stringify(message));
    await ask(client, PROBE.send, PROBE.expect);
  });
  await t.step("a given time passes through", async () => {
    await using member = await open(server, SHARED, CLIENT_USER);
    const message = {
      type: "alert",
      timestamp: "2025-10-25T10:00:00.000001+00:00",
      data: { severity: "low" },
    };
    await publish(server, `client_${CLIENT}`, message);
    assertFrame(await member.receive(), { ...message, client_id: CLIENT }, JSON.stringify(message));
  });
  await t.step("a group without connections takes a publication", async () => {
    await publish(server, `client_${OTHER_CLIENT}`, { type: "alert", data: {} });
  });
  await t.step("a subscription really joins, and each message comes once", async () => {
    await using msp = await open(server, SHARED, MSP_ADMIN);
    await ask(msp, { type: "subscribe", client_id: CLIENT }, { type: "subscribed", client_id: CLIENT });
    await ask(msp, { type: "subscribe", client_id: CLIENT }, { type: "subscribed", client_id: CLIENT });
    const token = await mintToken(MSP_ADMIN);
    const { body } = await request(server, "GET", "/api/v1/ws/stats", { token });
    assert.deepEqual(body, {
      total_connections: 1,
      client_connections: { [CLIENT]: 1 },
      msp_connections: { [MSP]: 1 },
    });
    await publish(server, `client_${CLIENT}`, { type: "alert", data: { details: "once" } });
    assert.equal((await msp.receive()).data.details, "once");
    await ask(msp, PROBE.send, PROBE.expect);
  });
  await t.step("nothing published before is replayed", async () => {
    await using late = await open(server, SHARED, MSP_ADMIN);
    await ask(late, PROBE.send, PROBE.expect);
  });
});
