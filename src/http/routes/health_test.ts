import assert from "node:assert/strict";
import { openBoards } from "../../../tests/support/boards.ts";
import type { Backend } from "../../backend/backend.ts";
import { healthRoutes } from "./health.ts";

Deno.test("a server that can keep nothing lives, is not ready, and does not say what is wrong inside", async () => {
  await using boards = openBoards();
  const { backend, groups } = boards;
  const statusOf = async (path: string, problem: string | null) => {
    const failing = { records: backend.records, store: backend.store, problem: () => problem };
    const app = healthRoutes({ backend: failing as unknown as Backend, groups, openGroup: "tutoring" });
    const response = await app.request(path);
    return [response.status, await response.text()] as const;
  };
  for (const problem of [null, "disk /data is full"]) {
    assert.deepEqual(await statusOf("/health", problem), [200, '{"status":"ok"}']);
    assert.deepEqual(await statusOf("/health/live", problem), [200, '{"status":"live"}']);
  }
  assert.deepEqual(await statusOf("/health/ready", null), [200, '{"status":"ready"}']);
  const [status, text] = await statusOf("/health/ready", "disk /data is full");
  assert.equal(status, 503);
  assert.doesNotMatch(text, /disk/);
});

Deno.test("GET /ws/status counts who watches the open board", async () => {
  await using boards = openBoards();
  const app = healthRoutes({ ...boards, openGroup: "tutoring" });
  const count = async () => (await (await app.request("/ws/status")).json()).active_connections;
  assert.equal(await count(), 0);
  const member = {
    dialect: "plain",
    person: null,
    deliver: () => {},
    setBack: () => {},
    tell: () => {},
  } as const;
  const group = await boards.groups.join("tutoring", member);
  assert.equal(await count(), 1);
  boards.groups.leave(group, member);
  assert.equal(await count(), 0);
});
