/** The school dashboard over the socket: who gets in and by which credential, conversations, publications. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import {
  ask,
  assertFrame,
  converse,
  eachRow,
  type Exchange,
  type Expected,
  type Probe,
} from "../support/expect.ts";
import { publish } from "../support/http_client.ts";
import { ADMIN, listen, OTHER_OWNER, OWNER, person } from "../support/school.ts";
import { connect, type ConnectOptions, type Frame, refused } from "../support/ws_client.ts";

const PATH = "/ws/schools/1/dashboard/";

/** This path's frames may carry `data` beside what a client of the contract reads. */
function notSupported(frame: Frame): void {
  const { data: _data, ...rest } = frame;
  assert.deepEqual(rest, { type: "error", message: "Client messages not supported yet" });
}

const PROBE: Probe = { send: { type: "ping" }, expect: notSupported };
const INVALID: Expected = { type: "error", message: "Invalid JSON format" };

const CONVERSATION: Exchange[] = [
  { name: "a ping", send: { type: "ping", data: { message: "hello" } }, expect: notSupported },
  { name: "any object", send: { a: 1 }, expect: notSupported },
  { name: "an empty object", send: {}, expect: notSupported },
  { name: "subscribe", send: { type: "subscribe" }, expect: notSupported },
  { name: "not JSON", send: "{oops", expect: INVALID },
  { name: "an empty frame", send: "", expect: INVALID },
  { name: "an array", send: "[]", expect: "survival" },
  { name: "a JSON string", send: '"x"', expect: "survival" },
  { name: "a JSON number", send: "3", expect: "survival" },
  { name: "JSON null", send: "null", expect: "survival" },
  { name: "a binary frame", send: new Uint8Array([0, 255]), expect: "survival" },
];

const METRICS = {
  student_count: { total: 25, change: 1 },
  teacher_count: { total: 5, change: 0 },
  active_classes: { total: 3, change: -1 },
};

const BROADCASTS = [
  { type: "metrics_update", data: METRICS },
  {
    type: "activity_new",
    data: {
      id: "3f2a4c5e-8a10-4b2c-9d4e-000000000001",
      activity_type: "invitation_sent",
      timestamp: "2025-07-28T10:30:00Z",
      actor: { id: 1, name: "A", email: "a@example.com", role: "school_owner" },
      target: { type: "invitation", id: 9, name: "b@example.com" },
      metadata: { email: "b@example.com", role: "teacher", expires_at: "2025-08-04T10:30:00Z" },
      description: "A invited b@example.com as a Teacher",
    },
  },
  {
    type: "invitation_status_update",
    data: {
      invitation_id: "3f2a4c5e-8a10-4b2c-9d4e-000000000002",
      old_status: "pending",
      new_status: "accepted",
      accepted_by: { id: 2, name: "B", email: "b@example.com" },
    },
  },
].map((message) => ({ name: message.type, message }));

const ADDRESSES = [
  { name: "school_<id>_dashboard", group: "school_1_dashboard" },
  { name: "school_dashboard_<id>", group: "school_dashboard_1" },
];

const REFUSALS: { name: string; path?: string; claims?: Record<string, unknown> }[] = [
  { name: "nobody" },
  { name: "a teacher", claims: person(9, { 1: "teacher" }) },
  { name: "a student", claims: person(9, { 1: "student" }) },
  { name: "staff", claims: person(9, { 1: "school_staff" }) },
  { name: "an owner of another school", claims: OTHER_OWNER },
  { name: "an owner of no school", claims: { sub: "x", user_id: 9, role: "school_owner" } },
  { name: "an owner of no school, by an empty list", claims: person(9, {}) },
  { name: "somebody else's role", claims: { sub: "x", user_id: 9, role: "msp_admin" } },
  { name: "a school that does not exist", path: "/ws/schools/999999/dashboard/", claims: OWNER },
  {
    name: "a school that does not exist, to an administrator of everything",
    path: "/ws/schools/999999/dashboard/",
    claims: { sub: "root", role: "admin", user_id: 1 },
  },
  { name: "a school id that is a word", path: "/ws/schools/one/dashboard/", claims: OWNER },
  { name: "a negative school id", path: "/ws/schools/-1/dashboard/", claims: OWNER },
  { name: "a fraction", path: "/ws/schools/1.0/dashboard/", claims: OWNER },
  { name: "an endless number", path: `/ws/schools/${"9".repeat(40)}/dashboard/`, claims: OWNER },
  { name: "no trailing slash", path: "/ws/schools/1/dashboard", claims: OWNER },
];

async function carriers(): Promise<{ name: string; query: string; options: ConnectOptions }[]> {
  const token = await mintToken(OWNER);
  return [
    { name: "a bearer header", query: "", options: { headers: { authorization: `Bearer ${token}` } } },
    { name: "a token in the query", query: `?token=${token}`, options: {} },
    {
      name: "a subprotocol",
      query: "",
      options: { headers: { "sec-websocket-protocol": `bearer.${token}` } },
    },
  ];
}

async function open(server: RunningBoardcast, query: string, options: ConnectOptions): Promise<void> {
  await using connection = await connect(server.wsUrl + PATH + query, options);
  await ask(connection, PROBE.send, PROBE.expect);
}

Deno.test("school: connections", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, await carriers(), ({ query, options }) => open(server, query, options));
  await t.step("an administrator of the school", async () => {
    await using connection = await listen(server, 1, ADMIN);
    await ask(connection, PROBE.send, PROBE.expect);
  });
  await eachRow(t, REFUSALS, async ({ path = PATH, claims }) => {
    const headers: Record<string, string> = claims
      ? { authorization: `Bearer ${await mintToken(claims)}` }
      : {};
    assert.equal(
      await refused(server.wsUrl + path, { headers }),
      403,
      `${path} as ${JSON.stringify(claims)}`,
    );
  });
  await t.step("every client message has its reaction", async (t) => {
    await converse(t, CONVERSATION, () => listen(server), PROBE);
  });
});

Deno.test("school: publications", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, BROADCASTS, async ({ message }) => {
    await using first = await listen(server);
    await using second = await listen(server, 1, ADMIN);
    await using third = await listen(server);
    await using elsewhere = await listen(server, 2, OTHER_OWNER);
    await publish(server, "school_1_dashboard", message);
    for (const member of [first, second, third]) {
      assertFrame(await member.receive(), message, `the first frame after ${message.type}`);
    }
    await ask(elsewhere, PROBE.send, PROBE.expect);
  });
  await eachRow(t, ADDRESSES, async ({ group }) => {
    await using member = await listen(server);
    await publish(server, group, { type: "metrics_update", data: METRICS });
    assertFrame(await member.receive(), { type: "metrics_update", data: METRICS }, group);
    await ask(member, PROBE.send, PROBE.expect);
  });
  await t.step("the alias is the same group", async () => {
    const one = await publish(server, "school_1_dashboard", { type: "metrics_update", data: METRICS });
    const two = await publish(server, "school_dashboard_1", { type: "metrics_update", data: METRICS });
    assert.deepEqual(two, { ...one, offset: one.offset! + 1 });
  });
});
