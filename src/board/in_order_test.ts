import assert from "node:assert/strict";
import { InOrder } from "./in_order.ts";

Deno.test("InOrder.run() does one after the other under one key, and does not wait for other keys", async () => {
  const inOrder = new InOrder();
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  const first = inOrder.run("a", async () => {
    await gate.promise;
    done.push("a1");
    return 1;
  });
  const second = inOrder.run("a", () => {
    done.push("a2");
    return Promise.resolve(2);
  });
  await inOrder.run("b", () => Promise.resolve(done.push("b")));
  assert.deepEqual(done, ["b"]);
  gate.resolve();
  assert.deepEqual(await Promise.all([first, second]), [1, 2]);
  assert.deepEqual(done, ["b", "a1", "a2"]);
});

Deno.test("InOrder.run() goes on after a failure, which only its own caller sees", async () => {
  const inOrder = new InOrder();
  const failing = inOrder.run("a", () => Promise.reject(new RangeError("no")));
  const next = inOrder.run("a", () => Promise.resolve("yes"));
  await assert.rejects(failing, RangeError);
  assert.equal(await next, "yes");
});
