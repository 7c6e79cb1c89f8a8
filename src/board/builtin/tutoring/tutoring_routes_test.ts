import assert from "node:assert/strict";
import { type Boards, openBoards, withRole } from "../../../../tests/support/boards.ts";

const MANAGER = { as: withRole("tutor_manager") };

async function publish(boards: Boards, type: string, ...all: Record<string, unknown>[]): Promise<void> {
  await boards.publish(...all.map((data) => ({ group: "tutoring", message: { type, data } })));
}

Deno.test("an alert is resolved once for all, and told as it has become", async () => {
  await using boards = openBoards();
  const { ask } = boards;
  await publish(boards, "alert", { id: 1, text: "a" }, { id: "two", text: "b" });
  const { status, body } = await ask("POST", "/api/alerts/1/resolve", MANAGER);
  assert.deepEqual([status, body.alert], [200, { id: 1, text: "a", resolved: true }]);
  assert.deepEqual(boards.messages("tutoring").at(-1)?.["data"], body.alert);
  const ids = async (query: string) =>
    (await ask("GET", `/api/alerts${query}`)).body.alerts.map(({ id }: { id: unknown }) => id);
  assert.deepEqual(await ids(""), [1, "two"], "newest first");
  assert.deepEqual(await ids("?resolved=true"), [1]);
  assert.deepEqual(await ids("?resolved=false"), ["two"]);
  assert.equal((await ask("GET", "/api/alerts?resolved=maybe")).status, 422);
  assert.equal((await ask("POST", "/api/alerts/3/resolve", MANAGER)).status, 404);
});

Deno.test("an intervention moves on to a status that exists", async () => {
  await using boards = openBoards();
  await publish(boards, "intervention", { id: "i", status: "pending" });
  const patch = (json: unknown) => boards.ask("PATCH", "/api/interventions/i", { ...MANAGER, json });
  assert.equal((await patch({ status: "lost" })).status, 422);
  assert.equal((await patch({ status: "completed", more: 1 })).status, 422);
  assert.deepEqual((await patch({ status: "completed" })).body.intervention, {
    id: "i",
    status: "completed",
  });
  assert.deepEqual((await boards.ask("GET", "/api/interventions")).body.interventions, [
    { id: "i", status: "completed" },
  ]);
});

Deno.test("analytics follow what is kept, and a window chooses", async () => {
  await using boards = openBoards();
  const read = async (path: string) => (await boards.ask("GET", `/api/analytics/${path}`)).body;
  assert.equal((await read("overview")).total_tutors, 0);
  const metrics = { tutor_id: "t", performance_tier: "At Risk" };
  await publish(boards, "metrics_update", { ...metrics, window: "7day" }, { ...metrics, window: "30day" });
  assert.equal((await read("overview")).total_tutors, 1);
  assert.equal((await read("at-risk-tutors")).tutors.length, 1);
  assert.deepEqual((await read("tutor-metrics")).metrics, [{ ...metrics, window: "30day" }]);
  assert.deepEqual(await read("tutor-metrics?window=90day"), { window: "90day", metrics: [] });
  await publish(boards, "metrics_update", { ...metrics, window: "30day", performance_tier: "Strong" });
  assert.equal((await read("at-risk-tutors")).tutors.length, 0);
});

Deno.test("writing needs a role, and reading somebody if the board is not open", async () => {
  await using boards = openBoards({ settings: { tutoring: { enabled: true, open: false } } });
  const { ask } = boards;
  await publish(boards, "alert", { id: "a" });
  assert.equal((await ask("POST", "/api/alerts/a/resolve")).status, 401);
  assert.equal((await ask("POST", "/api/alerts/a/resolve", { as: withRole("viewer") })).status, 403);
  for (const path of ["/api/alerts", "/api/interventions", "/api/analytics/overview"]) {
    const { status, body } = await ask("GET", path);
    assert.deepEqual([status, typeof body.detail], [401, "string"], path);
    assert.equal((await ask("GET", path, { as: withRole("viewer") })).status, 200, path);
  }
});

Deno.test("analytics are published when they have changed", async () => {
  await using boards = openBoards();
  const published: unknown[] = [];
  const first = Promise.withResolvers<void>();
  await publish(boards, "metrics_update", { tutor_id: "t", window: "30day", avg_rating: 4 });
  {
    using _timer = boards.catalog.board("tutoring")!.run!((...items) => {
      published.push(...items.map(({ message }) => message.type));
      first.resolve();
      return Promise.resolve(true);
    });
    await first.promise;
  }
  assert.deepEqual(published, ["analytics_update"]);
});
