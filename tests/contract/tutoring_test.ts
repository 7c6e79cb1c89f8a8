/** The tutoring board: open to everyone, analytics first, the bare text ping, and publications of any type. */
import assert from "node:assert/strict";
import { type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import {
  ask,
  assertFrame,
  assertKeys,
  converse,
  eachRow,
  type Exchange,
  type Probe,
  TIME,
} from "../support/expect.ts";
import { publish } from "../support/http_client.ts";
import { ANALYTICS_KEYS, TIERS } from "../support/tutoring.ts";
import { connect, type Connection } from "../support/ws_client.ts";

const PATH = "/ws/dashboard";
const PONG = { type: "analytics_update", data: { pong: true }, timestamp: TIME };
const PROBE: Probe = { send: "ping", expect: PONG };

const CONVERSATION: Exchange[] = [
  { name: "the bare text ping", send: "ping", expect: PONG },
  { name: "PING", send: "PING", expect: "silence" },
  { name: "ping with a space", send: "ping ", expect: "silence" },
  { name: "a JSON ping", send: { type: "ping" }, expect: "silence" },
  { name: "a JSON string ping", send: '"ping"', expect: "silence" },
  { name: "subscribe", send: { type: "subscribe" }, expect: "silence" },
  { name: "broken JSON", send: "{oops", expect: "silence" },
  { name: "an empty frame", send: "", expect: "silence" },
  { name: "an array", send: "[]", expect: "silence" },
  { name: "JSON null", send: "null", expect: "silence" },
  { name: "any text", send: "hello", expect: "silence" },
  { name: "a binary frame", send: new Uint8Array([0, 255]), expect: "survival" },
];

const BROADCASTS = [
  { type: "alert", data: { id: "a1", severity: "critical", tutor_id: "t1", message: "late" } },
  {
    type: "alert",
    data: {
      id: "a2",
      tutor_id: "t1",
      tutor_name: "T",
      alert_type: "warning",
      severity: "medium",
      title: "Late",
      message: "late again",
      timestamp: "2025-11-10T09:00:00",
      resolved: false,
    },
  },
  { type: "intervention", data: { id: "i1", tutor_id: "t1", type: "coaching" } },
  {
    type: "intervention",
    data: {
      id: "i2",
      tutor_id: "t1",
      tutor_name: "T",
      task_type: "coaching",
      title: "Talk",
      description: "Talk to T",
      priority: "high",
      status: "pending",
      created_at: "2025-11-10T09:00:00",
      due_date: "2025-11-12",
    },
  },
  { type: "test_message", data: { text: "any name" } },
  { type: "something_else", data: { nested: [1, { a: null }] } },
  { type: "analytics_update", data: { total_tutors: 42 } },
].map((message, index) => ({ name: `${message.type} ${index}`, message }));

const ZEROS = {
  total_tutors: 0,
  active_tutors: 0,
  performance_distribution: Object.fromEntries(TIERS.map((tier) => [tier, 0])),
  avg_rating: 0,
  avg_engagement_score: 0,
  total_sessions_7day: 0,
  total_sessions_30day: 0,
  alerts_count: { critical: 0, warning: 0, info: 0 },
};

async function open(server: RunningBoardcast): Promise<Connection> {
  const connection = await connect(server.wsUrl + PATH);
  const first = await connection.receive(1_000);
  assertFrame(first, { type: "analytics_update", data: first.data, timestamp: TIME }, "the handshake");
  assertKeys(first.data, ANALYTICS_KEYS, "the analytics");
  return connection;
}

Deno.test("tutoring: conversation", async (t) => {
  await using server = await startBoardcast();

  await t.step("the first frame is all zeros when nothing is known", async () => {
    await using connection = await connect(server.wsUrl + PATH);
    assert.deepEqual((await connection.receive(1_000)).data, ZEROS);
  });
  await converse(t, CONVERSATION, () => open(server), PROBE);
});

Deno.test("tutoring: publications", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, BROADCASTS, async ({ message }) => {
    await using first = await open(server);
    await using second = await open(server);
    await publish(server, "tutoring", message);
    assertFrame(await first.receive(), { ...message, timestamp: TIME }, JSON.stringify(message));
    assertFrame(await second.receive(), { ...message, timestamp: TIME }, JSON.stringify(message));
  });
  await eachRow(t, BROADCASTS, async ({ message }) => {
    await using member = await open(server);
    const timed = { ...message, timestamp: "2025-11-10T09:00:00.000001" };
    await publish(server, "tutoring", timed);
    assertFrame(await member.receive(), timed, JSON.stringify(timed));
  });
  await t.step("one that dies does not keep the others from a message", async () => {
    await using alive = await open(server);
    const dying = await open(server);
    await dying.destroy();
    await publish(server, "tutoring", { type: "test_message", data: { still: "here" } });
    assert.deepEqual((await alive.receive()).data, { still: "here" });
    await ask(alive, PROBE.send, PROBE.expect);
  });
});
