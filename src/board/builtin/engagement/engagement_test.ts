import assert from "node:assert/strict";
import { openBoards, somebody, withRole } from "../../../../tests/support/boards.ts";
import type { Identity } from "../../../auth/identity.ts";

Deno.test("engagement: the first path leads to one's own MSP or client", async () => {
  await using boards = openBoards();
  const [all] = boards.catalog.board("engagement")!.endpoints;
  const rows: [identity: Identity | null, groups: string[] | string][] = [
    [withRole("msp_admin", { mspId: "m1" }), ["msp_m1"]],
    [withRole("msp_user", { mspId: "m1", clientId: "c1" }), ["msp_m1"]],
    [withRole("client_admin", { clientId: "c1" }), ["client_c1"]],
    [withRole("client_user", { clientId: "c1", mspId: "m1" }), ["client_c1"]],
    [withRole("msp_user", { clientId: "c1" }), "notAllowed"],
    [withRole("client_user"), "notAllowed"],
    [withRole("client_user", { clientId: "" }), "notAllowed"],
    [withRole("msp_user", { mspId: "a b" }), "notAllowed"],
    [withRole("end_user", { clientId: "c1" }), "notAllowed"],
    [withRole("admin"), "notAllowed"],
    [somebody({ clientId: "c1", mspId: "m1" }), "notAllowed"],
    [null, "signIn"],
  ];
  for (const [identity, expected] of rows) {
    const access = await all!.authorize(identity, {});
    const actual = "groups" in access ? access.groups : access.denied;
    assert.deepEqual(actual, expected, JSON.stringify(identity));
  }
});

Deno.test("engagement: a client's path is for its MSP and for itself", async () => {
  await using boards = openBoards();
  await boards.backend.store.transaction([], (transaction) => {
    transaction.put("clients", "c1", { id: "c1", name: "C", msp_id: "m1" });
    transaction.put("clients", "c2", { id: "c2", name: "C", msp_id: null });
  });
  const [, one] = boards.catalog.board("engagement")!.endpoints;
  const sees = async (identity: Identity, client: string) =>
    "groups" in await one!.authorize(identity, { client });
  assert.ok(await sees(withRole("msp_user", { mspId: "m1" }), "c1"));
  assert.ok(await sees(withRole("client_user", { clientId: "c1" }), "c1"));
  assert.ok(await sees(withRole("client_user", { clientId: "new" }), "new"), "the token knows its client");
  assert.ok(!await sees(withRole("msp_user", { mspId: "m2" }), "c1"));
  assert.ok(!await sees(withRole("msp_user", { mspId: "m1" }), "new"));
  assert.ok(!await sees(withRole("msp_user"), "c2"), "no MSP is not the same MSP");
  assert.ok(!await sees(withRole("client_user", { clientId: "c1" }), "c2"));
  assert.ok(!await sees(withRole("client_user", { clientId: "a%2Fb" }), "a%2Fb"));
});
