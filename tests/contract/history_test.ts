/** Reading back: groups with members and position, their history, the boards, and the description of the API. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { assertKeys, eachRow, eventually } from "../support/expect.ts";
import { expectStatus, publish, request } from "../support/http_client.ts";
import { connect } from "../support/ws_client.ts";

const KEY = { "x-api-key": API_KEY };
const BOARDS = ["dashboard", "engagement", "school", "trading", "prices", "tutoring"];

async function get(server: RunningBoardcast, path: string) {
  return (await expectStatus(200, server, "GET", path, { headers: KEY })).body;
}

async function fill(server: RunningBoardcast): Promise<number[]> {
  const offsets: number[] = [];
  for (let id = 0; id < 5; id++) {
    const receipt = await publish(server, "tutoring", { type: "alert", data: { id: `a${id}` } });
    offsets.push(receipt.offset!);
  }
  return offsets;
}

Deno.test("history", async (t) => {
  await using server = await startBoardcast();
  const offsets = await fill(server);
  const history = "/api/v1/groups/tutoring/history";
  const idsOf = (answer: { publications: { message: { type: string; data: { id: string } } }[] }) =>
    answer.publications.filter(({ message }) => message.type === "alert").map(({ message }) =>
      message.data.id
    );

  await t.step("everything, in order, as it was sent", async () => {
    const answer = await get(server, history);
    assertKeys(answer, ["group", "epoch", "offset", "gap", "publications"], "the history");
    for (const publication of answer.publications) {
      assertKeys(publication, ["offset", "time", "message"], "a publication");
    }
    assert.deepEqual(idsOf(answer), ["a0", "a1", "a2", "a3", "a4"]);
    assertKeys(answer.publications[0].message, ["type", "data", "timestamp"], "a message");
  });
  await t.step("after a position", async () => {
    assert.deepEqual(idsOf(await get(server, `${history}?after=${offsets[2]}`)), ["a3", "a4"]);
  });
  await t.step("after the last one there is nothing", async () => {
    const { gap, publications } = await get(server, `${history}?after=${offsets[4]}`);
    assert.ok(!gap);
    assert.deepEqual(publications, []);
  });
  await t.step("a limit", async () => {
    assert.equal((await get(server, `${history}?limit=2`)).publications.length, 2);
  });
  await t.step("one event only", async () => {
    assert.deepEqual(idsOf(await get(server, `${history}?event=alert`)), ["a0", "a1", "a2", "a3", "a4"]);
    assert.deepEqual((await get(server, `${history}?event=intervention`)).publications, []);
  });
  await t.step("absurd positions and limits", async () => {
    for (const query of ["after=x", "after=-1", "limit=x", "limit=-5", "after=1e99"]) {
      const { status } = await request(server, "GET", `${history}?${query}`, { headers: KEY });
      assert.ok([400, 422].includes(status), `?${query} was answered ${status}`);
    }
  });
  await t.step("a group that no board declares", async () => {
    await expectStatus(404, server, "GET", "/api/v1/groups/nowhere", { headers: KEY });
    await expectStatus(404, server, "GET", "/api/v1/groups/nowhere/history", { headers: KEY });
  });
  await t.step("who may not see a group may not read its history", async () => {
    const token = await mintToken({ sub: "x", user_id: 1, role: "viewer" });
    for (const group of ["school_1_dashboard", "dashboard_2", "client_9b1d", "msp_5e0c"]) {
      const { status } = await request(server, "GET", `/api/v1/groups/${group}/history`, { token });
      assert.ok([403, 404].includes(status), `${group} was answered ${status}`);
      const anonymous = await request(server, "GET", `/api/v1/groups/${group}/history`);
      assert.equal(anonymous.status, 401, group);
    }
  });
});

Deno.test("groups", async (t) => {
  await using server = await startBoardcast();

  await t.step("members come and go, the position moves", async () => {
    const group = () => get(server, "/api/v1/groups/trading_updates");
    const before = await group();
    assertKeys(before, ["group", "board", "members", "epoch", "offset", "freshness"], "the group");
    assert.deepEqual([before.board, before.members], ["trading", 0]);
    {
      await using first = await connect(`${server.wsUrl}/ws/trading/`);
      await first.receive();
      assert.equal((await group()).members, 1);
    }
    await eventually(group, ({ members }) => members === 0);
    const trade = { id: 1, pair: "EURUSD", order_type: "BUY", entry_price: 1 };
    const receipt = await publish(server, "trading_updates", { type: "trade_execution", trade });
    const after = await group();
    assert.deepEqual([after.epoch, after.offset], [receipt.epoch, receipt.offset]);
  });
  await eachRow(t, BOARDS.map((name) => ({ name: `the board ${name}`, board: name })), async ({ board }) => {
    assert.equal((await get(server, `/api/v1/boards/${board}`)).name, board);
  });
  await t.step("all boards", async () => {
    const names = (await get(server, "/api/v1/boards")).boards.map(({ name }: { name: string }) => name);
    assert.deepEqual(names.toSorted(), BOARDS.toSorted());
  });
  await t.step("no such board", async () => {
    await expectStatus(404, server, "GET", "/api/v1/boards/nothing", { headers: KEY });
  });
});

Deno.test("openapi.json describes the API", async (t) => {
  await using server = await startBoardcast();
  const { body } = await expectStatus(200, server, "GET", "/openapi.json");
  assert.match(body.openapi, /^3\./);

  const paths = [
    "/api/v1/publish",
    "/api/v1/boards",
    "/api/v1/tickets",
    "/api/v1/ws/stats",
    "/api/paper-trading/trades/execute/",
    "/api/analytics/overview",
    "/api/auth/login/",
    "/health/ready",
    "/ws/status",
  ];
  await eachRow(t, paths.map((path) => ({ name: path, path })), ({ path }) => {
    assert.ok(path in body.paths, `${path} is not among ${Object.keys(body.paths)}`);
    return Promise.resolve();
  });
  await t.step("what publishing may be sent and answered with", () => {
    const { parameters, responses } = body.paths["/api/v1/publish"].post;
    assert.deepEqual(parameters.map(({ name }: { name: string }) => name), ["Idempotency-Key"]);
    assert.deepEqual(Object.keys(responses), ["200", "400", "401", "403", "404", "413", "422", "503"]);
  });
});
