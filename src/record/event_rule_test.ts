import assert from "node:assert/strict";
import { isTransient, keyOf, keyOfText } from "./event_rule.ts";

Deno.test("keyOf() reads paths into the message and tells values of different types apart", () => {
  const rule = { key: ["data.tutor_id", "data.window"], count: 1 };
  assert.equal(keyOf(rule, { type: "m", data: { tutor_id: "t1", window: "7day" } }), '"t1"/"7day"');
  assert.notEqual(
    keyOf(rule, { type: "m", data: { tutor_id: 1 } }),
    keyOf(rule, { type: "m", data: { tutor_id: "1" } }),
  );
  assert.notEqual(
    keyOf(rule, { type: "m", data: { tutor_id: 'a"/"b', window: "c" } }),
    keyOf(rule, { type: "m", data: { tutor_id: "a", window: 'b"/"c' } }),
  );
});

Deno.test("keyOf() gives a message without the value the key null of its rule", () => {
  assert.equal(keyOf({ key: ["data.id"], count: 1 }, { type: "m", data: null }), "null");
  assert.equal(keyOf({ count: 5 }, { type: "m" }), null);
});

Deno.test("keyOfText() gives the key that keyOf() gives, and reads no text where there is none", () => {
  const message = { type: "m", data: { a: "ä", b: 0 } };
  const rule = { key: ["data.a", "data.b", "data.c"], count: 1 };
  assert.equal(keyOfText(rule, JSON.stringify(message)), keyOf(rule, message));
  assert.equal(keyOfText({ count: 1 }, "this is no JSON"), null);
});

Deno.test("isTransient() is true of a rule that keeps nothing", () => {
  assert.ok(isTransient({}));
  assert.ok(!isTransient({ count: 1 }));
  assert.ok(!isTransient({ ms: 1 }));
});
