/** The HTTP API for producers: one publication or many, once each, checked at entry, and read back in order. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { assertKeys, eachRow, TIME } from "../support/expect.ts";
import { type Answer, expectStatus, publish, request } from "../support/http_client.ts";
import { connect } from "../support/ws_client.ts";

const PUBLISH = "/api/v1/publish";
const KEY = { "x-api-key": API_KEY };
const ALERT = { group: "tutoring", message: { type: "alert", data: { id: "a", message: "m" } } };

function post(
  server: RunningBoardcast,
  json: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return request(server, "POST", PUBLISH, { json, headers: { ...KEY, ...headers } });
}

const WHO = [
  { name: "nobody", claims: undefined, status: 401 },
  { name: "a publisher", claims: { sub: "p", role: "publisher" }, status: 200 },
  {
    name: "a publisher among other roles",
    claims: { sub: "p", roles: ["viewer", "publisher"] },
    status: 200,
  },
  { name: "an admin", claims: { sub: "p", role: "admin" }, status: 200 },
  { name: "a viewer", claims: { sub: "p", role: "viewer" }, status: 403 },
  { name: "a trader", claims: { sub: "p", role: "trader" }, status: 403 },
  { name: "no role", claims: { sub: "p" }, status: 403 },
];

const SCHOOL = "school_1_dashboard";
const TRADING = "trading_updates";
const INVALID: { name: string; json: unknown; path?: RegExp }[] = [
  { name: "no group", json: { message: { type: "a", data: {} } }, path: /group/ },
  { name: "a group that is a number", json: { group: 1, message: { type: "a", data: {} } }, path: /group/ },
  { name: "no message", json: { group: "tutoring" }, path: /message/ },
  { name: "a message that is a text", json: { group: "tutoring", message: "hello" }, path: /message/ },
  { name: "no type", json: { group: "tutoring", message: { data: {} } }, path: /type/ },
  { name: "an empty type", json: { group: "tutoring", message: { type: "", data: {} } }, path: /type/ },
  {
    name: "a type of ours",
    json: { group: "tutoring", message: { type: "$welcome", data: {} } },
    path: /type/,
  },
  { name: "a reply of the board", json: { group: "dashboard_1", message: { type: "pong", data: {} } } },
  { name: "an unknown school event", json: { group: SCHOOL, message: { type: "weather", data: {} } } },
  { name: "a school event without data", json: { group: SCHOOL, message: { type: "metrics_update" } } },
  {
    name: "a price without a symbol",
    json: { group: TRADING, message: { type: "price_update", data: { bid: 1, ask: 1 } } },
    path: /symbol/,
  },
  { name: "a signal alert without a signal", json: { group: TRADING, message: { type: "signal_alert" } } },
  { name: "no object", json: "hello" },
  { name: "null", json: null },
  { name: "a bad one among good ones", json: [ALERT, { group: "tutoring" }, ALERT] },
];

const NO_GROUP = ["nowhere", "dashboard_", "dashboard_x", "school_x_dashboard", "", "$tutoring", "tutoring "]
  .map((group) => ({ name: `the group "${group}"`, group }));

Deno.test("publishing: who may", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, WHO, async ({ claims, status }) => {
    const token = claims && await mintToken(claims);
    const answer = await expectStatus(status, server, "POST", PUBLISH, { token, json: ALERT });
    if (status !== 200) assert.equal(typeof answer.body.error, "string");
  });
  await t.step("the API key", async () => {
    const { body } = await post(server, ALERT);
    assertKeys(body, ["group", "epoch", "offset"], "the receipt");
    assert.equal(body.group, "tutoring");
    assert.equal(typeof body.epoch, "string");
  });
});

Deno.test("publishing: what is refused", async (t) => {
  await using server = await startBoardcast();
  await using watcher = await connect(`${server.wsUrl}/ws/dashboard`);
  await watcher.receive();

  await eachRow(t, INVALID, async ({ json, path }) => {
    const { status, body } = await post(server, json);
    assert.equal(status, 422, `${JSON.stringify(json)} was answered ${status} ${JSON.stringify(body)}`);
    assert.equal(typeof body.error, "string");
    for (const problem of body.problems) assertKeys(problem, ["path", "message"], "a problem");
    assert.ok(body.problems.length > 0, JSON.stringify(body));
    if (path) assert.match(JSON.stringify(body.problems), path);
  });
  await t.step("every problem is told at once", async () => {
    const { body } = await post(server, [{ group: 1 }, { message: 2 }]);
    assert.ok(body.problems.length >= 3, JSON.stringify(body));
  });
  await eachRow(t, NO_GROUP, async ({ group }) => {
    const { status, body } = await post(server, { group, message: ALERT.message });
    assert.ok(status === 404 || (group === "" && status === 422), `answered ${status}`);
    assert.equal(typeof body.error, "string");
  });
  await t.step("malformed JSON", async () => {
    const answer = await expectStatus(400, server, "POST", PUBLISH, { headers: KEY, text: '{"group":' });
    assert.equal(typeof answer.body.error, "string");
  });
  await t.step("an empty body", async () => {
    await expectStatus(400, server, "POST", PUBLISH, { headers: KEY, text: "" });
  });
  await t.step("a body over the limit", async () => {
    const message = { type: "alert", data: { text: "x".repeat(2 * 1024 * 1024) } };
    assert.equal((await post(server, { group: "tutoring", message })).status, 413);
  });
  await t.step("more publications than one request may hold", async () => {
    const { status } = await post(server, Array.from({ length: 1_001 }, () => ALERT));
    assert.ok([413, 422].includes(status), `1001 publications were answered ${status}`);
  });
  await t.step("nothing of all that was delivered or kept", async () => {
    await publish(server, "tutoring", { type: "last", data: {} });
    assert.equal((await watcher.receive()).type, "last");
    const { body } = await expectStatus(200, server, "GET", "/api/v1/groups/tutoring", { headers: KEY });
    assert.ok(body.offset === 0 || body.offset === 1, JSON.stringify(body));
  });
});

Deno.test("publishing: idempotency", async (t) => {
  await using server = await startBoardcast();
  const headers = { "idempotency-key": "key-1" };

  await t.step("the same again is answered the same and published once", async () => {
    const first = await post(server, ALERT, headers);
    const second = await post(server, ALERT, headers);
    assert.equal(first.status, 200);
    assert.deepEqual([second.status, second.body], [200, first.body]);
    const { body } = await expectStatus(200, server, "GET", "/api/v1/groups/tutoring", { headers: KEY });
    assert.equal(body.offset, first.body.offset);
  });
  await t.step("many at once are published once", async () => {
    const one = { "idempotency-key": "key-2" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(server, ALERT, one)));
    const kept = answers.filter(({ status }) => status === 200).map(({ body }) => body.offset);
    assert.ok(kept.length > 0);
    assert.equal(new Set(kept).size, 1, JSON.stringify(answers.map(({ status, body }) => [status, body])));
    for (const { status } of answers) assert.ok([200, 409].includes(status), `answered ${status}`);
  });
  await t.step("the same key with another body is refused", async () => {
    const other = { ...ALERT, message: { type: "alert", data: { id: "b" } } };
    assert.equal((await post(server, other, headers)).status, 422);
  });
  await t.step("another producer's key is another key", async () => {
    const token = await mintToken({ sub: "p", role: "publisher" });
    const other = { ...ALERT, message: { type: "alert", data: { id: "c" } } };
    await expectStatus(200, server, "POST", PUBLISH, { token, json: other, headers });
  });
  await t.step("a refused request does not use up its key", async () => {
    const one = { "idempotency-key": "key-3" };
    assert.equal((await post(server, { group: "tutoring" }, one)).status, 422);
    const { status } = await post(server, { group: "tutoring" }, one);
    assert.equal(status, 422);
  });
});

Deno.test("publishing: an array", async (t) => {
  await using server = await startBoardcast();

  await t.step("receipts come in order, for several groups", async () => {
    const json = [
      ALERT,
      { group: "dashboard_1", message: { type: "note", data: { n: 1 } } },
      { ...ALERT, message: { type: "alert", data: { id: "z" } } },
    ];
    const { status, body } = await post(server, json);
    assert.equal(status, 200);
    assert.deepEqual(body.map(({ group }: { group: string }) => group), [
      "tutoring",
      "dashboard_1",
      "tutoring",
    ]);
    assert.ok(body[2].offset > body[0].offset, JSON.stringify(body));
  });
  await t.step("a thousand, delivered in order", async () => {
    await using watcher = await connect(`${server.wsUrl}/ws/trading/`);
    await watcher.receive();
    const numbers = Array.from({ length: 1_000 }, (_, id) => id);
    const json = numbers.map((id) => ({
      group: "trading_updates",
      message: { type: "trade_execution", trade: { id, pair: "EURUSD", order_type: "BUY", entry_price: 1 } },
    }));
    const { status, body } = await post(server, json);
    assert.deepEqual([status, body.length], [200, 1_000]);
    for (const id of numbers) assert.equal((await watcher.receive()).trade.id, id);
  });
  await t.step("an empty array", async () => {
    const { status } = await post(server, []);
    assert.ok([200, 422].includes(status), `answered ${status}`);
  });
});

Deno.test("publishing: times", async (t) => {
  await using server = await startBoardcast();
  await using watcher = await connect(`${server.wsUrl}/ws/dashboard`);
  await watcher.receive();

  await t.step("an absent time is stamped", async () => {
    await publish(server, "tutoring", { type: "note", data: {} });
    const { timestamp } = await watcher.receive();
    assert.match(timestamp, TIME);
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 5_000, timestamp);
  });
  await t.step("a given time passes through", async () => {
    await publish(server, "tutoring", { type: "note", data: {}, timestamp: "whenever" });
    assert.equal((await watcher.receive()).timestamp, "whenever");
  });
});
