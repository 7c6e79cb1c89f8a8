import assert from "node:assert/strict";
import { openBoards, somebody, withRole } from "../../../../tests/support/boards.ts";

const ADMIN = withRole("admin");
const OF_M1 = withRole("msp_admin", { mspId: "m1" });
const OF_M2 = withRole("msp_admin", { mspId: "m2" });
const OF_NONE = withRole("msp_user");

Deno.test("a client belongs to the MSP that was first, also when two add it at once", async () => {
  await using boards = openBoards();
  const put = (as: typeof OF_M1, msp_id: string | null) =>
    boards.ask("PUT", "/api/v1/clients/c1", { as, json: { name: "C", msp_id } });
  const answers = await Promise.all([put(OF_M1, "m1"), put(OF_M2, "m2")]);
  assert.deepEqual(answers.map(({ status }) => status), [201, 403]);
  assert.equal((await put(OF_M1, "m1")).status, 200);
  assert.equal((await put(OF_M1, "m2")).status, 403, "it cannot be given away");
  assert.equal((await put(OF_M2, "m2")).status, 403, "nor taken");
  assert.equal((await put(ADMIN, "m2")).status, 200);
});

Deno.test("who is of no MSP sees no client, also not one that is of none", async () => {
  await using boards = openBoards();
  const { ask } = boards;
  await ask("PUT", "/api/v1/clients/c1", { as: ADMIN, json: { name: "C" } });
  assert.equal((await ask("GET", "/api/v1/clients/c1", { as: OF_NONE })).status, 404);
  assert.deepEqual((await ask("GET", "/api/v1/clients", { as: OF_NONE })).body, { clients: [] });
  const group = boards.catalog.group("client_c1")!;
  assert.equal(await group.declaration.maySee(OF_NONE, group.params), false);
});

Deno.test("each sees their own clients, and an admin all", async () => {
  await using boards = openBoards();
  const { ask } = boards;
  for (const [id, msp_id] of [["c1", "m1"], ["c2", "m1"], ["c3", "m2"]]) {
    await ask("PUT", `/api/v1/clients/${id}`, { as: ADMIN, json: { name: "C", msp_id } });
  }
  const list = async (as: typeof OF_M1) =>
    (await ask("GET", "/api/v1/clients", { as })).body.clients.map(({ id }: { id: string }) => id);
  assert.deepEqual(await list(ADMIN), ["c1", "c2", "c3"]);
  assert.deepEqual(await list(OF_M1), ["c1", "c2"]);
  assert.deepEqual(await list(withRole("client_user", { clientId: "c3" })), ["c3"]);
  assert.deepEqual(await list(somebody({ clientId: "c3" })), []);
  assert.equal((await ask("GET", "/api/v1/clients")).status, 401);
});

Deno.test("an id that no group could have is refused", async () => {
  await using boards = openBoards();
  const put = (id: string, msp_id: string | null = null) =>
    boards.ask("PUT", `/api/v1/clients/${id}`, { as: ADMIN, json: { name: "C", msp_id } });
  for (const id of ["a%20b", "a%2Fb", "%C3%A4", "a".repeat(129)]) {
    assert.equal((await put(id)).status, 422, id);
  }
  for (const msp of ["a b", "", "a/b"]) assert.equal((await put("c1", msp)).status, 422, msp);
  assert.equal((await put("c1", "m1")).status, 201);
  const application = { as: ADMIN, json: { name: "A" } };
  assert.equal((await boards.ask("PUT", "/api/v1/clients/c1/applications/a%20b", application)).status, 422);
});

Deno.test("applications are added by those who manage the client", async () => {
  await using boards = openBoards();
  const { ask } = boards;
  await ask("PUT", "/api/v1/clients/c1", { as: ADMIN, json: { name: "C", msp_id: "m1" } });
  const put = async (as: typeof OF_M1 | undefined) =>
    (await ask("PUT", "/api/v1/clients/c1/applications/a", { ...as && { as }, json: { name: "A" } })).status;
  assert.equal(await put(undefined), 401);
  assert.equal(await put(OF_M2), 404);
  assert.equal(await put(withRole("msp_user", { mspId: "m1" })), 403);
  assert.equal(await put(withRole("client_user", { clientId: "c1" })), 403);
  assert.equal(await put(OF_M1), 201);
  assert.equal(await put(withRole("client_admin", { clientId: "c1" })), 200);
  const { applications } = (await ask("GET", "/api/v1/clients/c1/applications", { as: OF_M1 })).body;
  assert.deepEqual(applications, [{ id: "a", client_id: "c1", name: "A" }]);
});
