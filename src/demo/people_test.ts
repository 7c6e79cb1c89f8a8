import assert from "node:assert/strict";
import { ROLES } from "../auth/identity.ts";
import { DEMO_CLIENTS, DEMO_MSP, DEMO_SCHOOL } from "./organisation.ts";
import { emailOf, NAME_COUNT, nameOf } from "./names.ts";
import { DEMO_PEOPLE } from "./people.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

Deno.test("DEMO_PEOPLE has someone of every role", () => {
  const roles = new Set(DEMO_PEOPLE.flatMap(({ roles }) => roles));
  assert.deepEqual(ROLES.filter((role) => !roles.has(role)), []);
});

Deno.test("DEMO_PEOPLE have names and addresses of their own", () => {
  assert.equal(new Set(DEMO_PEOPLE.map(({ name }) => name)).size, DEMO_PEOPLE.length);
  assert.equal(new Set(DEMO_PEOPLE.map(({ email }) => email)).size, DEMO_PEOPLE.length);
});

Deno.test("DEMO_PEOPLE belong where their role needs it", () => {
  for (const { name, roles, msp, client, school } of DEMO_PEOPLE) {
    const role = roles[0]!;
    assert.equal(msp, /^(msp|client|end)_/.test(role) ? DEMO_MSP.id : undefined, name);
    assert.equal(client, /^(client|end)_/.test(role) ? DEMO_CLIENTS[0].id : undefined, name);
    if (school) assert.deepEqual(school, { id: DEMO_SCHOOL.id, role });
    assert.equal(school !== undefined, /^(school_|teacher|student)/.test(role), name);
  }
});

Deno.test("the ids of the MSP, its clients and their applications are UUIDs, none twice", () => {
  const ids = [
    DEMO_MSP.id,
    ...DEMO_CLIENTS.flatMap((
      { id, applications },
    ) => [id, ...applications.map((application) => application.id)]),
  ];
  assert.deepEqual(ids.filter((id) => !UUID.test(id)), []);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("nameOf() gives no name twice", () => {
  assert.equal(new Set(Array.from({ length: NAME_COUNT }, (_, index) => nameOf(index))).size, NAME_COUNT);
  assert.equal(emailOf("Aisha Abara", "school"), "aisha.abara@school.example");
});
