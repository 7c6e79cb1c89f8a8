import assert from "node:assert/strict";
import { z } from "zod";
import { anyMessageSchema, messageSchema, objectOf, textsOf } from "./frame.ts";

Deno.test("objectOf() takes a JSON object and nothing else", () => {
  assert.deepEqual(objectOf('{"type":"ping"}'), { type: "ping" });
  assert.deepEqual(objectOf(" {} "), {});
  for (const text of ["", "ping", "[]", "null", "5", '"{}"', "{", "{}{}", "{'a':1}"]) {
    assert.equal(objectOf(text), undefined, text);
  }
  assert.equal(objectOf(new TextEncoder().encode("{}")), undefined, "a binary frame");
});

Deno.test("textsOf() keeps texts and drops the rest", () => {
  assert.deepEqual(textsOf(["a", 1, null, ["b"], "c"]), ["a", "c"]);
  for (const value of [undefined, null, "a", { 0: "a", length: 1 }]) assert.deepEqual(textsOf(value), []);
});

Deno.test("messageSchema() takes one type with its fields and no others", () => {
  const schema = messageSchema("note", { data: z.string() });
  assert.ok(schema.safeParse({ type: "note", data: "a" }).success);
  for (const message of [{ type: "other", data: "a" }, { type: "note" }, { type: "note", data: "a", x: 1 }]) {
    assert.ok(!schema.safeParse(message).success, JSON.stringify(message));
  }
});

Deno.test("anyMessageSchema() takes any type but what the board itself says", () => {
  const schema = anyMessageSchema(["pong"], { data: z.unknown() });
  for (const type of ["note", "*", "Pong", "a".repeat(100)]) {
    assert.ok(schema.safeParse({ type, data: null }).success, type);
  }
  for (const type of ["pong", "", "a".repeat(101), 5]) {
    assert.ok(!schema.safeParse({ type, data: null }).success, String(type));
  }
  assert.ok(!schema.safeParse({ type: "note" }).success, "data is what a message is for");
});
