/** Counting interactions over HTTP: answers and refusals, the frames they cause, totals that are true and are kept. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import {
  APP,
  CLIENT,
  MSP,
  OTHER_APP,
  OTHER_CLIENT,
  OTHER_MSP,
  registerClients,
} from "../support/engagement.ts";
import { assertFrame, assertKeys, eachRow, TIME } from "../support/expect.ts";
import { expectStatus, request } from "../support/http_client.ts";
import { connect, type Connection } from "../support/ws_client.ts";

type Claims = Record<string, unknown>;
const MSP_ADMIN: Claims = { sub: "a", role: "msp_admin", msp_id: MSP };
const MSP_USER: Claims = { sub: "b", role: "msp_user", msp_id: MSP };
const CLIENT_ADMIN: Claims = { sub: "c", role: "client_admin", client_id: CLIENT };
const CLIENT_USER: Claims = { sub: "d", role: "client_user", client_id: CLIENT };
const END_USER: Claims = { sub: "e", role: "end_user", client_id: CLIENT };
const OTHER_MSP_USER: Claims = { sub: "f", role: "msp_user", msp_id: OTHER_MSP };
const OTHER_CLIENT_ADMIN: Claims = { sub: "g", role: "client_admin", client_id: OTHER_CLIENT };

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

function increment(client: string): string {
  return `/api/v1/clients/${client}/interactions/increment`;
}

function counted(count: number): Record<string, unknown> {
  return { success: true, message: `Incremented interaction count by ${count}` };
}

interface Row {
  name: string;
  claims?: Claims;
  client?: string;
  json?: unknown;
  text?: string;
  status: number;
  body?: Record<string, unknown>;
}

const FIVE = { app_id: APP, interaction_count: 5 };

const ANSWERS: Row[] = [
  { name: "msp_admin", claims: MSP_ADMIN, json: FIVE, status: 200, body: counted(5) },
  { name: "msp_user", claims: MSP_USER, json: FIVE, status: 200, body: counted(5) },
  { name: "client_admin", claims: CLIENT_ADMIN, json: FIVE, status: 200, body: counted(5) },
  { name: "end_user", claims: END_USER, json: FIVE, status: 200, body: counted(5) },
  { name: "a count of 1 by default", claims: MSP_USER, json: { app_id: APP }, status: 200, body: counted(1) },
  {
    name: "other keys are ignored",
    claims: MSP_USER,
    json: { ...FIVE, interaction_type: "chat", metadata: { a: 1 } },
    status: 200,
    body: counted(5),
  },
  {
    name: "not JSON",
    claims: MSP_USER,
    text: "{oops",
    status: 400,
    body: { detail: "Invalid request body" },
  },
  { name: "no app_id", claims: MSP_USER, json: {}, status: 400, body: { detail: "app_id is required" } },
  {
    name: "a client role at another client",
    claims: OTHER_CLIENT_ADMIN,
    json: FIVE,
    status: 403,
    body: { detail: "Access denied" },
  },
  {
    name: "client_user",
    claims: CLIENT_USER,
    json: FIVE,
    status: 403,
    body: { detail: "Insufficient permissions" },
  },
  {
    name: "a viewer",
    claims: { sub: "v", role: "viewer" },
    json: FIVE,
    status: 403,
    body: { detail: "Insufficient permissions" },
  },
  {
    name: "an unknown client",
    claims: MSP_USER,
    client: UNKNOWN,
    json: FIVE,
    status: 404,
    body: { detail: "Client not found or access denied" },
  },
  {
    name: "an MSP at a foreign client",
    claims: OTHER_MSP_USER,
    json: FIVE,
    status: 404,
    body: { detail: "Client not found or access denied" },
  },
  {
    name: "an unknown application",
    claims: MSP_USER,
    json: { app_id: UNKNOWN },
    status: 404,
    body: { detail: "Application not found" },
  },
  {
    name: "an application of another client",
    claims: MSP_USER,
    json: { app_id: OTHER_APP },
    status: 404,
    body: { detail: "Application not found" },
  },
  { name: "nobody", json: FIVE, status: 401 },
];

const BAD_COUNTS = [0, -1, 1.5, "5", null, 1e308].map((count) => ({ name: `a count of ${count}`, count }));

async function listen(server: RunningBoardcast, claims: Claims): Promise<Connection> {
  const connection = await connect(`${server.wsUrl}/api/v1/ws/engagement?token=${await mintToken(claims)}`);
  await connection.receive();
  return connection;
}

async function totals(server: RunningBoardcast): Promise<Record<string, unknown>> {
  const token = await mintToken(MSP_USER);
  return (await expectStatus(200, server, "GET", `/api/v1/clients/${CLIENT}/interactions`, { token })).body;
}

async function count(server: RunningBoardcast, interactions: number): Promise<void> {
  const token = await mintToken(CLIENT_ADMIN);
  const json = { app_id: APP, interaction_count: interactions };
  await expectStatus(200, server, "POST", increment(CLIENT), { token, json });
}

Deno.test("increment: answers", async (t) => {
  await using server = await startBoardcast();
  await registerClients(server);

  await eachRow(t, ANSWERS, async ({ claims, client = CLIENT, json, text, status, body }) => {
    const token = claims && await mintToken(claims);
    const options = { token, json, ...(text === undefined ? {} : { text }) };
    const answer = await expectStatus(status, server, "POST", increment(client), options);
    if (body) assert.deepEqual(answer.body, body);
    else assert.equal(typeof answer.body.detail, "string");
  });
  await eachRow(t, BAD_COUNTS, async ({ count }) => {
    const json = { app_id: APP, interaction_count: count };
    const answer = await request(server, "POST", increment(CLIENT), {
      token: await mintToken(MSP_USER),
      json,
    });
    assert.ok([400, 422].includes(answer.status), `${JSON.stringify(json)} was answered ${answer.status}`);
    assert.ok("detail" in answer.body);
  });
});

Deno.test("increment: frames and reports", async (t) => {
  await using server = await startBoardcast();
  await registerClients(server);

  await t.step("both sets hear of it, with the true total", async () => {
    await using msp = await listen(server, MSP_ADMIN);
    await using client = await listen(server, CLIENT_USER);
    for (const [interactions, total] of [[5, 5], [1, 6], [30, 36]] as const) {
      await count(server, interactions);
      const data = {
        client_id: CLIENT,
        app_id: APP,
        interaction_count: interactions,
        total_daily_interactions: total,
      };
      const expected = { type: "interaction_update", client_id: CLIENT, timestamp: TIME, data };
      assertFrame(await msp.receive(), expected, `an increment by ${interactions}`);
      assertFrame(await client.receive(), expected, `an increment by ${interactions}`);
    }
  });
  await t.step("a client's report", async () => {
    const report = await totals(server);
    assertKeys(report, [
      "client_id",
      "client_name",
      "total_interactions",
      "daily_interactions",
      "weekly_interactions",
      "monthly_interactions",
      "top_applications",
      "interaction_trends",
      "risk_score",
      "compliance_status",
    ], "the report");
    assert.equal(report.total_interactions, 36);
    assert.equal(report.daily_interactions, 36);
    const trends = report.interaction_trends as Record<string, unknown>[];
    assertKeys(trends.at(-1), ["date", "interactions"], "a trend");
    assert.equal(trends.at(-1)!.interactions, 36);
  });
  await t.step("an application's report is for MSP roles only", async () => {
    const path = `/api/v1/clients/${CLIENT}/applications/${APP}/interactions`;
    await expectStatus(200, server, "GET", path, { token: await mintToken(MSP_ADMIN) });
    await expectStatus(200, server, "GET", path, { token: await mintToken(MSP_USER) });
    await expectStatus(403, server, "GET", path, { token: await mintToken(CLIENT_ADMIN) });
    await expectStatus(401, server, "GET", path);
  });
  await t.step("a foreign MSP reads nothing", async () => {
    const token = await mintToken(OTHER_MSP_USER);
    const answer = await request(server, "GET", `/api/v1/clients/${CLIENT}/interactions`, { token });
    assert.ok([403, 404].includes(answer.status), `answered ${answer.status}`);
    const list = await expectStatus(200, server, "GET", "/api/v1/clients", { token });
    assert.ok(!JSON.stringify(list.body).includes(CLIENT), "the list of clients names a foreign one");
  });
  await t.step("only an MSP's administrator registers clients", async () => {
    const json = { name: "n", msp_id: MSP };
    const path = `/api/v1/clients/${crypto.randomUUID()}`;
    await expectStatus(401, server, "PUT", path, { json });
    for (const claims of [MSP_USER, CLIENT_ADMIN, OTHER_MSP_USER, { ...MSP_ADMIN, msp_id: OTHER_MSP }]) {
      await expectStatus(403, server, "PUT", path, { token: await mintToken(claims), json });
    }
    await expectStatus(201, server, "PUT", path, { token: await mintToken(MSP_ADMIN), json });
    await expectStatus(200, server, "PUT", path, { token: await mintToken(MSP_ADMIN), json });
  });
});

Deno.test("increment: totals over a restart, and from many at once", async () => {
  const data = await Deno.makeTempDir();
  try {
    {
      await using server = await startBoardcast({ data });
      await registerClients(server);
      await Promise.all(Array.from({ length: 20 }, () => count(server, 2)));
      assert.equal((await totals(server)).total_interactions, 40);
      await server.stop("SIGTERM");
    }
    await using server = await startBoardcast({ data });
    assert.equal((await totals(server)).daily_interactions, 40);
    await using client = await listen(server, CLIENT_USER);
    await count(server, 3);
    assert.equal((await client.receive()).data.total_daily_interactions, 43);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
