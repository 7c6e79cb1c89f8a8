import assert from "node:assert/strict";
import { SharedTime } from "./shared_time.ts";

Deno.test("SharedTime stands still at the first reason, until there is none", () => {
  const time = new SharedTime();
  const told: unknown[] = [];
  const off = time.subscribe(() => told.push(time.standstill()));
  time.hold("pointer", 100);
  time.hold("page", 200);
  time.release("pointer");
  assert.equal(time.heldAt, 100);
  time.release("pointer", "asked", "page");
  assert.equal(time.heldAt, null);
  off();
  time.hold("asked", 300);
  assert.deepEqual(told, [
    { heldAt: 100, isAsked: false },
    { heldAt: 100, isAsked: true },
    { heldAt: null, isAsked: false },
  ]);
});
