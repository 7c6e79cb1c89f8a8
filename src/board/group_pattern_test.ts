import assert from "node:assert/strict";
import fc from "fast-check";
import { groupPattern } from "./group_pattern.ts";

const SCHOOL = groupPattern("school_{school:int}_dashboard");
const CLIENT = groupPattern("client_{client}");

Deno.test("groupPattern() finds the parameters of a name", () => {
  assert.deepEqual(SCHOOL.match("school_17_dashboard"), { school: "17" });
  assert.deepEqual(CLIENT.match("client_a.b:c@d+e-F_9"), { client: "a.b:c@d+e-F_9" });
  assert.deepEqual(groupPattern("tutoring").match("tutoring"), {});
});

Deno.test("groupPattern() knows one way only to write a number", () => {
  for (const number of ["0", "1", "999999999999999"]) {
    assert.deepEqual(SCHOOL.match(`school_${number}_dashboard`), { school: number });
  }
  for (const number of ["", "01", "00", "+1", "-1", "1.0", "1e3", " 1", "١", "1000000000000000", "1\n"]) {
    assert.equal(SCHOOL.match(`school_${number}_dashboard`), null, JSON.stringify(number));
  }
});

Deno.test("groupPattern() matches whole names only, in their case", () => {
  for (
    const name of ["xschool_1_dashboard", "school_1_dashboard_", "School_1_dashboard", "school_1_dashboard\n"]
  ) {
    assert.equal(SCHOOL.match(name), null, JSON.stringify(name));
  }
});

Deno.test("groupPattern() leaves out what could not be a name", () => {
  for (const id of ["", "a b", "a/b", "a%2Fb", "ä", "a\n", "a{b}", "$a", "a".repeat(129)]) {
    assert.equal(CLIENT.match(`client_${id}`), null, JSON.stringify(id));
    assert.equal(CLIENT.validName({ client: id }), null, JSON.stringify(id));
  }
  assert.equal(CLIENT.validName({ client: "a".repeat(128) }), `client_${"a".repeat(128)}`);
});

Deno.test("groupPattern() matches each valid name with the parameters it was made of", () => {
  fc.assert(fc.property(fc.string({ maxLength: 140 }), (client) => {
    const name = CLIENT.validName({ client });
    if (name !== null) assert.deepEqual(CLIENT.match(name), { client });
    assert.equal(name === null, CLIENT.match(CLIENT.name({ client })) === null);
  }));
});

Deno.test("groupPattern() puts a parameter in as it is", () => {
  assert.equal(CLIENT.name({ client: "$&" }), "client_$&");
});

Deno.test("groupPattern() takes what stands outside of braces to the letter", () => {
  assert.deepEqual(groupPattern("a.b+{c}").match("a.b+x"), { c: "x" });
  for (const name of ["a-b+x", "a.bbx", "aab+x"]) {
    assert.equal(groupPattern("a.b+{c}").match(name), null, name);
  }
});

Deno.test("groupPattern() refuses a kind that does not exist", () => {
  assert.throws(() => groupPattern("a_{b:date}"), { name: "RangeError", message: /no kind "date"/ });
  assert.throws(() => groupPattern("a_{b:constructor}"), RangeError);
});
