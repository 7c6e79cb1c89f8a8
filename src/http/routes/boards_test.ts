import assert from "node:assert/strict";
import { type Boards, openBoards, somebody, withRole } from "../../../tests/support/boards.ts";
import type { Identity } from "../../auth/identity.ts";
import type { Member } from "../../group/member.ts";

const PUBLISHER = withRole("publisher");

const NOBODY: Member = { dialect: "plain", person: null, deliver() {}, setBack() {}, tell() {} };

/** It promises what nobody sends. */
const PUMPS = {
  path: "/ws/pumps/",
  access: { roles: ["operator"] },
  groups: ["pumps"],
  events: { reading: { every: "1s", keep: 1 } },
};

async function names(boards: Boards, as?: Identity): Promise<string[]> {
  const { body } = await boards.ask("GET", "/api/v1/boards", { ...as && { as } });
  return body.boards.map(({ name }: { name: string }) => name);
}

Deno.test("GET /api/v1/boards lists what one may watch, and all of them to who publishes", async () => {
  await using boards = openBoards();
  const open = ["trading", "prices", "tutoring"];
  assert.deepEqual(await names(boards), open);
  assert.deepEqual(await names(boards, somebody()), ["dashboard", ...open]);
  assert.deepEqual(await names(boards, somebody({ userId: null })), open);
  assert.deepEqual(await names(boards, withRole("msp_user", { mspId: "m", userId: null })), [
    "engagement",
    ...open,
  ]);
  const owner = somebody({ schools: { 5: "school_owner", 6: "teacher" }, userId: null });
  assert.deepEqual(await names(boards, owner), ["school", ...open]);
  const all = ["dashboard", "engagement", "school", ...open];
  assert.deepEqual(await names(boards, PUBLISHER), all);
  assert.deepEqual(await names(boards, withRole("admin")), all);
});

Deno.test("GET /api/v1/boards tells what happens in watched groups, to those who may see them", async () => {
  await using boards = openBoards({ declared: { pumps: PUMPS } });
  const activityOf = async (name: string, as?: Identity) => {
    const { body } = await boards.ask("GET", "/api/v1/boards", { ...as && { as } });
    const { rate, freshness } = body.boards.find((board: { name: string }) => board.name === name);
    return { rate, freshness };
  };
  const nothing = { rate: null, freshness: null };
  assert.deepEqual(await activityOf("trading"), nothing);
  for (const group of ["trading_updates", "pumps"]) await boards.groups.join(group, NOBODY);
  const quote = { type: "price_update", symbol: "EURUSD", data: { bid: 1, ask: 1 } };
  await boards.publish({ group: "trading_updates", message: quote });
  const { rate, freshness } = await activityOf("trading");
  assert.ok(rate > 0);
  assert.equal(freshness, "fresh");
  assert.equal((await activityOf("pumps", PUBLISHER)).freshness, "silent");
  const { body } = await boards.ask("GET", "/api/v1/boards", { as: somebody() });
  assert.ok(!JSON.stringify(body).includes("pumps"));
});

Deno.test("GET /api/v1/boards lists no closed board to nobody", async () => {
  await using boards = openBoards({ settings: { trading: { enabled: true, open: false } } });
  assert.deepEqual(await names(boards), ["prices", "tutoring"]);
});

Deno.test("GET /api/v1/boards/:name describes the events, to those who may watch", async () => {
  await using boards = openBoards();
  const { status, body } = await boards.ask("GET", "/api/v1/boards/trading");
  assert.equal(status, 200);
  assert.deepEqual(body.groups, ["trading_updates"]);
  assert.deepEqual(body.events.price_update.rule, { key: ["symbol"], count: 300 });
  assert.deepEqual(body.events.price_update.schema.required, ["type", "symbol", "data"]);
  for (const name of ["school", "nothing", "constructor"]) {
    assert.equal((await boards.ask("GET", `/api/v1/boards/${name}`)).status, 404, name);
  }
  for (const board of boards.catalog.all) {
    assert.equal((await boards.ask("GET", `/api/v1/boards/${board.name}`, { as: PUBLISHER })).status, 200);
  }
});

Deno.test("a group is seen by those who may watch it, and by who publishes", async () => {
  await using boards = openBoards();
  await boards.backend.store.transaction([], (transaction) => {
    transaction.put("clients", "c", { id: "c", name: "C", msp_id: "m" });
  });
  const rows: [group: string, may: Identity[], mayNot: Identity[]][] = [
    ["dashboard_7", [somebody()], [somebody({ userId: 8 }), somebody({ userId: null })]],
    ["client_c", [withRole("msp_user", { mspId: "m" }), withRole("client_user", { clientId: "c" })], [
      withRole("msp_user", { mspId: "x" }),
      withRole("msp_user"),
      withRole("client_user", { clientId: "x" }),
    ]],
    ["msp_m", [withRole("msp_admin", { mspId: "m" })], [
      withRole("client_user", { clientId: "c", mspId: "m" }),
    ]],
    ["school_dashboard_5", [somebody({ schools: { 5: "school_admin" } })], [
      somebody({ schools: { 5: "student" } }),
    ]],
  ];
  for (const [group, may, mayNot] of rows) {
    for (const path of [`/api/v1/groups/${group}`, `/api/v1/groups/${group}/history`]) {
      assert.equal((await boards.ask("GET", path)).status, 401, path);
      for (const as of [...may, PUBLISHER, withRole("admin")]) {
        assert.equal((await boards.ask("GET", path, { as })).status, 200, `${path} ${as.subject}`);
      }
      for (const as of mayNot) {
        assert.equal((await boards.ask("GET", path, { as })).status, 403, `${path} ${as.subject}`);
      }
    }
  }
  assert.equal((await boards.ask("GET", "/api/v1/groups/prices_EURUSD")).status, 200, "open");
  assert.equal((await boards.ask("GET", "/api/v1/groups/nothing", { as: PUBLISHER })).status, 404);
});

Deno.test("history gives the newest, or what follows a position, and admits a gap", async () => {
  await using boards = openBoards();
  const note = (data: number, type = "note") => ({ group: "dashboard_7", message: { type, data } });
  await boards.publish(...Array.from({ length: 120 }, (_, index) => note(index + 1)), note(121, "other"));
  const history = async (query: string) => {
    const path = `/api/v1/groups/dashboard_7/history${query}`;
    const { status, body } = await boards.ask("GET", path, { as: somebody() });
    assert.equal(status, 200, query);
    const offsets = body.publications.map(({ offset }: { offset: number }) => offset);
    return { ...body, first: offsets[0], last: offsets.at(-1), length: offsets.length };
  };
  const newest = await history("?limit=10");
  assert.deepEqual([newest.first, newest.last, newest.offset, newest.gap], [112, 121, 121, null]);
  const after = await history("?after=100&limit=10");
  assert.deepEqual([after.first, after.last, after.gap], [101, 110, null]);
  const early = await history("?after=5");
  assert.deepEqual([early.first, early.gap.from, early.gap.to], [21, 6, 20]);
  assert.equal((await history("?after=999")).length, 0);
  assert.equal((await history("?after=1&epoch=another")).gap.cause, "restarted");
  assert.deepEqual(
    (await history("?event=other")).publications.map(({ message }: { message: unknown }) => message),
    [
      { type: "other", data: 121 },
    ],
  );
  for (const query of ["?after=-1", "?after=x", "?after=", "?limit=0", "?limit=1001"]) {
    const path = `/api/v1/groups/dashboard_7/history${query}`;
    assert.equal((await boards.ask("GET", path, { as: somebody() })).status, 422, query);
  }
});

Deno.test("an alias leads to the one group", async () => {
  await using boards = openBoards();
  await boards.publish({ group: "school_dashboard_5", message: { type: "activity_new", data: {} } });
  const { body } = await boards.ask("GET", "/api/v1/groups/school_dashboard_5", { as: PUBLISHER });
  const { epoch, ...rest } = body;
  assert.equal(typeof epoch, "string");
  assert.deepEqual(rest, {
    group: "school_5_dashboard",
    board: "school",
    members: 0,
    offset: 1,
    freshness: [],
  });
});

Deno.test("history gives no more at once than fits into an answer", async () => {
  await using boards = openBoards();
  const pad = "x".repeat(60_000);
  const items = Array.from({ length: 100 }, (_, n) => ({
    group: "trading_updates",
    message: { type: "signal_alert", signal: { n, pad } },
  }));
  await boards.publisher.publish(items);
  const offsets = async (query: string) => {
    const { body } = await boards.ask("GET", `/api/v1/groups/trading_updates/history?limit=1000${query}`);
    return body.publications.map(({ offset }: { offset: number }) => offset);
  };
  const newest = await offsets("");
  assert.equal(newest.at(-1), 100);
  assert.ok(newest.length < 80, `${newest.length} fitted`);
  const first = await offsets("&after=0");
  const rest = await offsets(`&after=${first.at(-1)}`);
  assert.deepEqual([...first, ...rest], items.map((_, at) => at + 1));
});

Deno.test("GET /api/v1/boards/:name shows a declared board as it was declared", async () => {
  const schema = { type: "object", required: ["value"] };
  const desk = {
    title: "The desk",
    path: "/ws/desk/{room}/",
    groups: [{ name: "desk_{room}", presence: true }, { name: "seat_{seat}", join: true, events: ["log"] }],
    events: { reading: { key: ["seat"], keep: 1, every: "10s", schema }, log: { keep: "24h" } },
    view: [{ widget: "text", text: "Hello" }],
  };
  await using boards = openBoards({ declared: { desk } });
  assert.equal((await boards.ask("GET", "/api/v1/boards/desk")).status, 404);
  const { body } = await boards.ask("GET", "/api/v1/boards/desk", { as: somebody() });
  assert.deepEqual(body, {
    name: "desk",
    title: "The desk",
    paths: ["/ws/desk/{room}/"],
    endpoints: ["/ws/desk/:room/"],
    groups: ["desk_{room}", "seat_{seat}"],
    presence: ["desk_{room}"],
    joinable: ["seat_{seat}"],
    groupEvents: { "seat_{seat}": ["log"] },
    names: {},
    events: {
      reading: { rule: { key: ["seat"], count: 1 }, every: 10_000, schema },
      log: { rule: { ms: 86_400_000 }, schema: {} },
    },
    view: [{ widget: "text", size: 12, text: "Hello" }],
  });
});
