/** The session-authenticated dashboard: who gets in, what each client message is answered, what a publication becomes. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { ask, assertFrame, converse, eachRow, type Exchange, type Probe, TIME } from "../support/expect.ts";
import { expectStatus, publish } from "../support/http_client.ts";
import { connect, type Connection, refused } from "../support/ws_client.ts";

const PATH = "/ws/dashboard/";
const PONG = { type: "pong", timestamp: TIME };
const PROBE: Probe = { send: { type: "ping" }, expect: PONG };

const CONVERSATION: Exchange[] = [
  { name: "ping", send: { type: "ping" }, expect: PONG },
  { name: "ping with more keys", send: { type: "ping", id: 1 }, expect: PONG },
  {
    name: "subscribe",
    send: { type: "subscribe", updates: ["gcode"] },
    expect: { type: "subscription_confirmed", updates: ["gcode"] },
  },
  {
    name: "subscribe to several",
    send: { type: "subscribe", updates: ["gcode", "other"] },
    expect: { type: "subscription_confirmed", updates: ["gcode", "other"] },
  },
  {
    name: "subscribe without updates",
    send: { type: "subscribe" },
    expect: { type: "subscription_confirmed", updates: [] },
  },
  { name: "unsubscribe", send: { type: "unsubscribe" }, expect: "silence" },
  { name: "an unknown type", send: { type: "dance" }, expect: "silence" },
  { name: "upper case", send: { type: "PING" }, expect: "silence" },
  { name: "no type", send: { hello: 1 }, expect: "silence" },
  { name: "action in place of type", send: { action: "ping" }, expect: "silence" },
  { name: "a type that is a number", send: { type: 1 }, expect: "silence" },
  { name: "not JSON", send: "{oops", expect: "silence" },
  { name: "an empty frame", send: "", expect: "silence" },
  { name: "an empty array", send: "[]", expect: "silence" },
  { name: "a JSON string", send: '"x"', expect: "silence" },
  { name: "a JSON number", send: "1", expect: "silence" },
  { name: "JSON null", send: "null", expect: "silence" },
  { name: "a binary frame", send: new Uint8Array([0, 255, 1]), expect: "survival" },
];

const BROADCASTS = [
  {
    name: "gcode_update has the score at the top level too",
    message: { type: "gcode_update", data: { g_code_score: 64, update_score: true } },
    expect: {
      type: "gcode_update",
      data: { g_code_score: 64, update_score: true },
      g_code_score: 64,
      update_score: true,
    },
  },
  {
    name: "dashboard_update",
    message: { type: "dashboard_update", data: { a: 1 } },
    expect: { type: "dashboard_update", data: { a: 1 } },
  },
  {
    name: "annotation_added",
    message: { type: "annotation_added", data: { id: 1, date: "2026-01-13", note: "n" } },
    expect: { type: "annotation_added", data: { id: 1, date: "2026-01-13", note: "n" } },
  },
  {
    name: "content_generated",
    message: { type: "content_generated", data: { id: 2, platform: "p", status: "ready" } },
    expect: { type: "content_generated", data: { id: 2, platform: "p", status: "ready" } },
  },
  {
    name: "any other type",
    message: { type: "weather", data: { text: "føhn ☀ 你好" } },
    expect: { type: "weather", data: { text: "føhn ☀ 你好" } },
  },
];

const ROLES = [
  "viewer",
  "admin",
  "msp_admin",
  "client_user",
  "end_user",
  "school_owner",
  "student",
  "nothing",
]
  .map((role) => ({ name: `role ${role}`, role }));

const PAGES = [
  { name: "the first page without a session leads to the login page", path: "/", status: 302 },
  { name: "the login page", path: "/login/", status: 200 },
  { name: "the login page by its other name", path: "/auth/login/", status: 200 },
  { name: "the test page", path: "/test_websocket.html", status: 200 },
  { name: "the client script", path: "/static/js/components/websocket/dashboard-client.js", status: 200 },
  { name: "the automatic login of the original does not exist", path: "/auth/test-login/", status: 404 },
];

async function open(server: RunningBoardcast, userId = 17, role = "viewer"): Promise<Connection> {
  const token = await mintToken({ sub: `user-${userId}`, user_id: userId, role });
  const connection = await connect(server.wsUrl + PATH, { headers: { authorization: `Bearer ${token}` } });
  const welcome = await connection.receive();
  const expected = {
    type: "connection_established",
    user_id: userId,
    message: "WebSocket connection established",
  };
  assertFrame(welcome, expected, "the handshake");
  return connection;
}

Deno.test("dashboard: connections", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, ROLES, async ({ role }) => {
    await using connection = await open(server, 5, role);
    await ask(connection, PROBE.send, PROBE.expect);
  });
  await t.step("nobody is refused", async () => {
    assert.equal(await refused(server.wsUrl + PATH), 403);
  });
  await t.step("a token in the query is not read", async () => {
    const token = await mintToken({ sub: "a", user_id: 1, role: "viewer" });
    assert.equal(await refused(`${server.wsUrl}${PATH}?token=${token}`), 403);
  });
  await t.step("every client message has its reaction", async (t) => {
    await converse(t, CONVERSATION, () => open(server), PROBE);
  });
});

Deno.test("dashboard: publications", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, BROADCASTS, async ({ message, expect }) => {
    await using tab = await open(server, 17);
    await using otherTab = await open(server, 17);
    await using stranger = await open(server, 18);
    await publish(server, "dashboard_17", message);
    assertFrame(await tab.receive(), expect, JSON.stringify(message));
    assertFrame(await otherTab.receive(), expect, JSON.stringify(message));
    await ask(stranger, PROBE.send, PROBE.expect);
  });
  await t.step("a subscription filters nothing", async () => {
    await using tab = await open(server);
    await ask(tab, { type: "subscribe", updates: ["else"] }, {
      type: "subscription_confirmed",
      updates: ["else"],
    });
    await publish(server, "dashboard_17", { type: "gcode_updated", data: {} });
    assert.deepEqual(await tab.receive(), { type: "gcode_updated", data: {} });
  });
  await t.step("nothing published before is replayed", async () => {
    await publish(server, "dashboard_17", {
      type: "gcode_update",
      data: { g_code_score: 1, update_score: true },
    });
    await using tab = await open(server);
    await ask(tab, PROBE.send, PROBE.expect);
  });
});

Deno.test("dashboard: pages", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, PAGES, async ({ path, status }) => {
    await expectStatus(status, server, "GET", path);
  });
  await t.step("the redirect names the login page", async () => {
    const answer = await expectStatus(302, server, "GET", "/");
    assert.match(answer.headers.get("location") ?? "", /^\/login\//);
  });
  await t.step("the test page has its buttons", async () => {
    const { body, headers } = await expectStatus(200, server, "GET", "/test_websocket.html");
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
    for (const text of ["Connect", "Disconnect", "Send Ping", 'id="status"', 'id="log"']) {
      assert.ok(body.includes(text), `the test page holds no ${text}`);
    }
  });
});
