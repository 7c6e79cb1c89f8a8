import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import {
  begunHook,
  held,
  hookOf,
  Receiver,
  settling,
  status,
  type Told,
} from "../../tests/support/hook_receiver.ts";
import { Demand } from "../group/demand.ts";
import { DemandHook } from "./demand_hook.ts";

const SECRET = "a-secret-of-the-hook";

Deno.test("DemandHook tells all that is watched at its start, then what changes, signed if there is a secret", async () => {
  await using receiver = new Receiver();
  using demand = new Demand(0);
  for (const group of ["a", "b", "gone"]) demand.opened(group);
  demand.closed("gone");
  using _hook = hookOf(demand, receiver, { secret: SECRET });
  assert.equal(await receiver.next(), "=a,b");
  demand.closed("a");
  assert.equal(await receiver.next(), "-a");
  demand.opened("c");
  assert.equal(await receiver.next(), "+c");
  const [state, ...changes] = receiver.requests.map(({ told }) => Object.keys(told));
  assert.deepEqual(state, ["watched", "time"]);
  for (const keys of changes) assert.deepEqual(keys, ["group", "watched", "time"]);
  for (const { told, text, method, headers } of receiver.requests) {
    assert.ok(Math.abs(Date.now() - told.time) < 10_000);
    assert.deepEqual([method, headers.get("content-type")], ["POST", "application/json"]);
    assert.equal(headers.get("x-boardcast-signature"), `sha256=${hmac(text)}`);
  }
});

Deno.test("DemandHook takes back what it told before a restart: it tells the state although nothing is watched", async () => {
  await using receiver = new Receiver();
  {
    using before = new Demand();
    using _hook = await begunHook(before, receiver);
    before.opened("a");
    assert.equal(await receiver.next(), "+a");
  }
  using demand = new Demand();
  using _hook = hookOf(demand, receiver);
  assert.equal(await receiver.next(), "=");
});

Deno.test("DemandHook tells no change before its state was received, and a newer state each time", async () => {
  await using receiver = new Receiver();
  using demand = new Demand(0);
  const [second, last] = [held(), held()];
  receiver.answers = [status(500), second.answer, last.answer];
  demand.opened("a");
  using _hook = hookOf(demand, receiver);
  assert.equal(await receiver.next(), "=a");
  demand.opened("b");
  assert.equal(await receiver.next(), "=a,b");
  const settled = settling(demand, 1);
  demand.closed("a");
  await settled;
  demand.opened("c");
  second.give(new Response(null, { status: 503 }));
  assert.equal(await receiver.next(), "=b,c");
  demand.opened("a");
  demand.opened("short");
  const gone = settling(demand, 1);
  demand.closed("short");
  await gone;
  last.give(new Response());
  assert.equal(await receiver.next(), "+a", "what has changed since it was told");
  demand.opened("d");
  assert.equal(await receiver.next(), "+d");
  assert.equal(receiver.most, 1);
});

Deno.test("DemandHook that is disposed before its state was received leaves no timer and tells nothing", async () => {
  await using receiver = new Receiver();
  using demand = new Demand();
  receiver.answers = [status(500)];
  {
    using _hook = hookOf(demand, receiver, { retryMs: 3_600_000 });
    assert.equal(await receiver.next(), "=");
    // Comes after the answer that the hook waits for.
    await fetch(receiver.url, { method: "POST", body: "{}" });
  }
  demand.opened("a");
  assert.equal(receiver.requests.length, 2);
});

Deno.test("DemandHook tells a receiver that was not there yet", async () => {
  const { port } = await unusedAddress();
  using demand = new Demand();
  using _hook = new DemandHook(demand, {
    url: `http://127.0.0.1:${port}/`,
    secret: null,
    retryMs: 5,
    maxRetryMs: 5,
  });
  demand.opened("a");
  const told = Promise.withResolvers<Told>();
  await using _http = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
    told.resolve(await request.json());
    return new Response();
  });
  assert.deepEqual((await told.promise).watched, ["a"]);
});

function hmac(text: string): string {
  return createHmac("sha256", SECRET).update(text).digest("hex");
}

async function unusedAddress(): Promise<{ port: number }> {
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response());
  await http.shutdown();
  return http.addr;
}
