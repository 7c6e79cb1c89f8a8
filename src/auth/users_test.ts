import assert from "node:assert/strict";
import { openIdentity } from "../../tests/support/identity.ts";
import { MAX_PASSWORD_LENGTH } from "./password.ts";

Deno.test("Users.add() refuses names and passwords that cannot be used", async () => {
  await using parts = openIdentity();
  for (const name of ["", " ann", "ann\0", "ann/..", "änn", "a".repeat(65), "ann\n", "-ann"]) {
    await assert.rejects(parts.users.add({ name, roles: [] }), { name: "UserRefusal" }, name);
  }
  const passwords = ["", "1234567", "with a NUL\0", "x".repeat(MAX_PASSWORD_LENGTH + 1)];
  for (const password of passwords) {
    await assert.rejects(parts.users.add({ name: "ann", roles: [], password }), (error: Error) => {
      assert.equal(error.name, "UserRefusal");
      return password === "" || !error.message.includes(password);
    });
  }
  assert.equal(await parts.users.get("ann"), undefined);
});

Deno.test("Users.add() gives a name and an address once, also when raced", async () => {
  await using parts = openIdentity();
  const add = (name: string) => parts.users.add({ name, roles: [], email: "A@Example.org" });
  const same = await Promise.allSettled([add("ann"), add("ann"), add("bob")]);
  assert.deepEqual(same.map(({ status }) => status), ["fulfilled", "rejected", "rejected"]);
});
