import assert from "node:assert/strict";
import { identityOfClaims, identityOfUser } from "./claims.ts";
import type { Identity } from "./identity.ts";
import type { User } from "./users.ts";

function identityOf(claims: Record<string, unknown>): Identity {
  const identity = identityOfClaims(claims, "bearer");
  assert.ok("subject" in identity, `${JSON.stringify(claims)}: ${JSON.stringify(identity)}`);
  return identity;
}

Deno.test("identityOfClaims() reads role and roles, one or many", () => {
  assert.deepEqual(identityOf({ sub: "a", role: "admin" }).roles, ["admin"]);
  assert.deepEqual(identityOf({ sub: "a", role: ["trader", "viewer"] }).roles, ["trader", "viewer"]);
  assert.deepEqual(identityOf({ sub: "a", roles: ["trader", "viewer"] }).roles, ["trader", "viewer"]);
  assert.deepEqual(identityOf({ sub: "a", roles: "trader" }).roles, ["trader"]);
  assert.deepEqual(identityOf({ sub: "a", roles: null, role: null }).roles, []);
  assert.deepEqual(identityOf({ sub: "a" }).roles, []);
});

Deno.test("identityOfClaims() reads user_id as number or numeric text, and nothing else as one", () => {
  for (const [given, expected] of [[7, 7], ["7", 7], ["007", 7], [0, 0]]) {
    assert.equal(identityOf({ sub: "a", user_id: given }).userId, expected);
  }
  for (const given of ["", "x7", "7 ", "-7", "1e3", "0x10", -7, 1.5, "1234567890123456", null]) {
    assert.equal(identityOf({ sub: "a", user_id: given }).userId, null, JSON.stringify(given));
  }
});

Deno.test("identityOfClaims() finds the subject in sub, user_id or email", () => {
  assert.equal(identityOf({ sub: 5 }).subject, "5");
  assert.equal(identityOf({ user_id: 5, email: "a@example.org" }).subject, "5");
  assert.equal(identityOf({ email: "a@example.org" }).subject, "a@example.org");
  for (const claims of [{}, { sub: "" }, { sub: "", user_id: 5 }, { sub: null }]) {
    assert.ok("refused" in identityOfClaims(claims as Record<string, unknown>, "bearer"));
  }
});

Deno.test("identityOfClaims() refuses claims of wrong types, by name", () => {
  const wrong: Record<string, unknown[]> = {
    sub: [{}, [], ["ann"], true],
    user_id: [{}, [7], true],
    email: [{}, []],
    name: [{}, false],
    role: [{}, 5, [5], [["admin"]], true],
    roles: [{ admin: true }, 5, [null]],
    msp_id: [{}, ["x"], true],
    client_id: [{}, ["x"], false],
    schools: ["1", 1, ["teacher"], { 1: 2 }, { 1: ["teacher"] }],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const outcome = identityOfClaims({ sub: "ann", [name]: value }, "bearer");
      assert.ok("refused" in outcome && outcome.refused.includes(name), `${name}: ${JSON.stringify(value)}`);
    }
  }
});

Deno.test("identityOfClaims() keeps claims as plain values and lists of them, and no others", () => {
  const kept = { sub: "a", sites: ["x", 7], level: 3, vip: true, none: [] };
  assert.deepEqual(
    identityOf({ ...kept, tree: { a: 1 }, mixed: ["x", { y: 1 }], deep: [["x"]], nothing: null }).claims,
    kept,
  );
  const { claims } = identityOf(JSON.parse('{"sub":"a","__proto__":["x"],"constructor":"y"}'));
  assert.deepEqual(Object.keys(claims), ["sub", "__proto__", "constructor"]);
  assert.equal(Object.getPrototypeOf(claims), Object.prototype);
});

Deno.test("identityOfUser() claims what the store knows, as a token would", () => {
  const user = {
    id: 7,
    name: "ann",
    displayName: "Ann",
    email: null,
    roles: ["viewer"],
    hash: "",
    disabled: false,
    generation: 1,
  } as unknown as User;
  const membership = { subject: "ann", role: "r", name: "Ann", email: null, active: true, since: 0 };
  const proof = { credential: "cookie", expires: null, session: "s" } as const;
  const memberships = [{ ...membership, scope: "msp", scopeId: "m1" } as const];
  assert.deepEqual(identityOfUser(user, memberships, proof).claims, { sub: "ann", user_id: 7, msp_id: "m1" });
});

Deno.test("identityOfClaims() takes no number that is another one by the time it is read", () => {
  for (const name of ["sub", "user_id", "msp_id", "client_id"]) {
    const refused = identityOfClaims({ sub: "a", [name]: 2 ** 53 }, "bearer");
    assert.deepEqual(refused, { refused: `The token's claim ${name} has a wrong type` });
  }
  const sites = (value: unknown) => identityOf({ sub: "a", sites: value }).claims["sites"];
  assert.deepEqual([sites([7]), sites([2 ** 53]), sites(2 ** 60)], [[7], undefined, undefined]);
});
