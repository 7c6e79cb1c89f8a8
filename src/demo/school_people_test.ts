import assert from "node:assert/strict";
import { INVITABLE, invitedClaims, REGISTRABLE } from "./school_people.ts";

Deno.test("the people of the school have names and addresses of their own", () => {
  const people = [...INVITABLE, ...REGISTRABLE];
  assert.equal(people.length, 240);
  assert.equal(new Set(people.map(({ name }) => name)).size, 240);
  assert.equal(new Set(people.map(({ email }) => email)).size, 240);
});

Deno.test("invitedClaims() names a person whose token ends soon", () => {
  const { exp, ...claims } = invitedClaims(INVITABLE[3]!);
  assert.deepEqual(claims, {
    sub: "daniel.demir@teachers.northfield.example",
    user_id: 900_003,
    name: "Daniel Demir",
    email: "daniel.demir@teachers.northfield.example",
    role: "viewer",
  });
  const left = Number(exp) - Date.now() / 1_000;
  assert.ok(left > 290 && left <= 300, String(left));
});
