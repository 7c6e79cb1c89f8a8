import assert from "node:assert/strict";
import { openBoards } from "../../tests/support/boards.ts";
import { MAX_KEPT } from "../record/event_rule.ts";

Deno.test("BoardCatalog.route() takes a path to the letter", async () => {
  await using boards = openBoards();
  const { catalog } = boards;
  const rows: [path: string, board: string | undefined, params?: Record<string, string>][] = [
    ["/ws/dashboard/", "dashboard"],
    ["/ws/dashboard", "tutoring"],
    ["/ws/dashboard//", undefined],
    ["/WS/dashboard/", undefined],
    ["/ws/Dashboard", undefined],
    ["/ws/dashboard/x", undefined],
    ["/ws/%64ashboard", undefined],
    ["/ws/trading/", "trading"],
    ["/ws/trading", undefined],
    ["/ws/prices/", "prices"],
    ["/api/v1/ws/engagement", "engagement"],
    ["/api/v1/ws/engagement/", undefined],
    ["/api/v1/ws/client/c-1/engagement", "engagement", { client: "c-1" }],
    ["/api/v1/ws/client//engagement", undefined],
    ["/api/v1/ws/client/a/b/engagement", undefined],
    ["/ws/schools/17/dashboard/", "school", { school: "17" }],
    ["/ws/schools/017/dashboard/", undefined],
    ["/ws/schools/-1/dashboard/", undefined],
    ["/ws/schools/17/dashboard", undefined],
    ["/ws/schools/%31/dashboard/", undefined],
    ["/", undefined],
  ];
  for (const [path, board, params = {}] of rows) {
    const route = catalog.route(path);
    assert.equal(route?.board.name, board, path);
    if (route) assert.deepEqual({ ...route.params }, params, path);
  }
});

Deno.test("BoardCatalog.route() leaves a percent sign in a parameter, which is then no client's name", async () => {
  await using boards = openBoards();
  const route = boards.catalog.route("/api/v1/ws/client/a%2Fb/engagement");
  assert.equal(route?.params["client"], "a%2Fb");
  assert.equal(boards.catalog.group(`client_${route?.params["client"]}`), undefined);
});

Deno.test("BoardCatalog.group() knows an alias by its own name", async () => {
  await using boards = openBoards();
  for (const name of ["school_5_dashboard", "school_dashboard_5"]) {
    const address = boards.catalog.group(name);
    assert.equal(address?.name, "school_5_dashboard");
    assert.equal(address?.board.name, "school");
    assert.deepEqual(address?.params, { school: "5" });
  }
});

Deno.test("BoardCatalog.group() finds each family at its board and nothing else", async () => {
  await using boards = openBoards();
  const rows: [group: string, board: string | undefined][] = [
    ["dashboard_7", "dashboard"],
    ["dashboard_x", undefined],
    ["client_a", "engagement"],
    ["msp_a", "engagement"],
    ["trading_updates", "trading"],
    ["prices_EURUSD", "prices"],
    ["tutoring", "tutoring"],
    ["tutoring2", undefined],
    ["school_x_dashboard", undefined],
    ["constructor", undefined],
    ["", undefined],
  ];
  for (const [group, board] of rows) assert.equal(boards.catalog.group(group)?.board.name, board, group);
});

Deno.test("BoardCatalog knows nothing of a board that is not enabled", async () => {
  await using boards = openBoards({ settings: { prices: { enabled: false, open: true } } });
  assert.equal(boards.catalog.board("prices"), undefined);
  assert.equal(boards.catalog.route("/ws/prices/"), undefined);
  assert.equal(boards.catalog.group("prices_EURUSD"), undefined);
});

Deno.test("BoardCatalog.rule() of what nobody declares is that of *, or keeps what there is", async () => {
  await using boards = openBoards();
  const { catalog } = boards;
  assert.deepEqual(catalog.rule("dashboard_7", "gcode_update"), { key: ["type"], count: 300 });
  for (const event of ["anything", "constructor", "__proto__", "hasOwnProperty"]) {
    assert.deepEqual(catalog.rule("dashboard_7", event), { count: 100 }, event);
    assert.deepEqual(catalog.rule("school_5_dashboard", event), { count: MAX_KEPT }, event);
  }
  assert.deepEqual(catalog.rule("nothing", "anything"), { count: MAX_KEPT });
  assert.deepEqual(catalog.rule("school_dashboard_5", "activity_new"), { count: 1000 });
});

Deno.test("BoardCatalog.rule() of an event that is declared without keep is transient", async () => {
  await using boards = openBoards({
    declared: { desk: { path: "/ws/desk/", groups: ["desk"], events: { e: {} } } },
  });
  assert.deepEqual(boards.catalog.rule("desk", "e"), {});
});

Deno.test("BoardCatalog.replace() exchanges all boards at once, or none", async () => {
  await using before = openBoards();
  await using after = openBoards({
    declared: { desk: { path: "/ws/desk/", groups: ["desk"], events: { e: {} } } },
  });
  const { catalog } = before;
  const desk = after.catalog.board("desk")!;
  const broken = { ...desk, endpoints: [{ ...desk.endpoints[0]!, path: "/ws/:x([)/" }] };
  assert.throws(() => catalog.replace([desk, broken]), SyntaxError);
  assert.equal(catalog.route("/ws/desk/"), undefined);
  catalog.replace([desk]);
  assert.deepEqual(catalog.all, [desk]);
  assert.equal(catalog.route("/ws/desk/")?.board, desk);
  assert.equal(catalog.group("desk")?.board, desk);
  assert.equal(catalog.group("tutoring"), undefined);
  assert.equal(catalog.route("/ws/trading/"), undefined);
});
