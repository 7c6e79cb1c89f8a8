import assert from "node:assert/strict";
import { openBoards, somebody, withRole } from "../../../tests/support/boards.ts";

Deno.test("dashboard: everybody with a user id has their own group", async () => {
  await using boards = openBoards();
  const [endpoint] = boards.catalog.board("dashboard")!.endpoints;
  assert.deepEqual(await endpoint!.authorize(somebody(), {}), { groups: ["dashboard_7"] });
  assert.deepEqual(await endpoint!.authorize(somebody({ userId: 0 }), {}), { groups: ["dashboard_0"] });
  assert.ok("denied" in await endpoint!.authorize(withRole("admin", { userId: null }), {}));
  assert.deepEqual(await endpoint!.authorize(null, {}), { denied: "signIn", reason: "Sign in" });
});

Deno.test("dashboard: a score stands at the top as well, and nothing else does", async () => {
  await using boards = openBoards();
  const frameOf = async (type: string, data: unknown) => {
    await boards.publish({ group: "dashboard_7", message: { type, data } });
    return boards.messages("dashboard_7").at(-1);
  };
  const data = { g_code_score: 5, update_score: null, type: "x", other: 1 };
  assert.deepEqual(await frameOf("gcode_update", data), {
    type: "gcode_update",
    data,
    g_code_score: 5,
    update_score: null,
  });
  for (const plain of [null, 5, [1], "x", {}]) {
    assert.deepEqual(await frameOf("gcode_update", plain), { type: "gcode_update", data: plain });
  }
  assert.deepEqual(await frameOf("other_update", data), { type: "other_update", data });
});
