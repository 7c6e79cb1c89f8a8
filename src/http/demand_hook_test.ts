import assert from "node:assert/strict";
import { begunHook, held, Receiver, settling, status } from "../../tests/support/hook_receiver.ts";
import { Demand } from "../group/demand.ts";

Deno.test("DemandHook sends no signature without a secret", async () => {
  await using receiver = new Receiver();
  using demand = new Demand();
  using _hook = await begunHook(demand, receiver);
  demand.opened("a");
  await receiver.next();
  assert.equal(receiver.requests[0]!.headers.get("x-boardcast-signature"), null);
});

Deno.test("DemandHook has one request at a time, and tells a slow receiver the newest of each group", async () => {
  await using receiver = new Receiver();
  using demand = new Demand(0);
  const first = held();
  receiver.answers = [first.answer];
  using _hook = await begunHook(demand, receiver);
  demand.opened("a");
  assert.equal(await receiver.next(), "+a");
  demand.opened("b");
  const settled = settling(demand, 100);
  for (let at = 0; at < 100; at++) {
    demand.opened(`short ${at}`);
    demand.closed(`short ${at}`);
  }
  await settled;
  demand.opened("c");
  first.give(new Response());
  assert.deepEqual([await receiver.next(), await receiver.next()], ["+b", "+c"]);
  assert.equal(receiver.most, 1);
});

Deno.test("DemandHook tries again, each time later, until it is answered", async () => {
  await using receiver = new Receiver();
  using demand = new Demand();
  receiver.answers = [500, 404, 302, 503, 500].map(status);
  using _hook = await begunHook(demand, receiver);
  demand.opened("a");
  for (let request = 0; request < 6; request++) assert.equal(await receiver.next(), "+a");
  const times = receiver.requests.map(({ at }) => at);
  const waits = times.slice(1).map((at, index) => at - times[index]!);
  // A timer may be a millisecond early.
  for (const [index, least] of [20, 40, 80, 80, 80].entries()) {
    assert.ok(waits[index]! > least - 2, `${waits}`);
  }
  demand.opened("b");
  assert.equal(await receiver.next(), "+b");
});

Deno.test("DemandHook follows no redirect", async () => {
  await using receiver = new Receiver();
  await using other = new Receiver();
  using demand = new Demand();
  receiver.answers = [() => new Response(null, { status: 307, headers: { location: other.url } })];
  using _hook = await begunHook(demand, receiver);
  demand.opened("a");
  assert.deepEqual([await receiver.next(), await receiver.next()], ["+a", "+a"]);
  assert.equal(other.requests.length, 0);
});

Deno.test("DemandHook goes on with other groups while one of them is refused", async () => {
  await using receiver = new Receiver();
  using demand = new Demand();
  receiver.answers = [status(404)];
  using _hook = await begunHook(demand, receiver, { retryMs: 3_600_000 });
  demand.opened("refused");
  demand.opened("b");
  assert.deepEqual([await receiver.next(), await receiver.next()], ["+refused", "+b"]);
});

Deno.test("DemandHook tells the end of what failed and may have been received, and then nothing more of it", async () => {
  await using receiver = new Receiver();
  using demand = new Demand(0);
  receiver.answers = [status(500)];
  using _hook = await begunHook(demand, receiver, { retryMs: 50 });
  demand.opened("a");
  assert.equal(await receiver.next(), "+a");
  demand.closed("a");
  assert.equal(await receiver.next(), "-a");
  demand.opened("b");
  assert.equal(await receiver.next(), "+b");
  const again = held();
  receiver.answers = [again.answer];
  demand.closed("b");
  assert.equal(await receiver.next(), "-b");
  demand.opened("b");
  again.give(new Response(null, { status: 500 }));
  assert.equal(await receiver.next(), "+b");
  demand.opened("last");
  assert.equal(await receiver.next(), "+last");
});

for (const when of ["while it is told", "before it is told again"]) {
  Deno.test(`DemandHook never tells a state again that was overtaken ${when}`, async () => {
    await using receiver = new Receiver();
    using demand = new Demand(0);
    const first = held();
    receiver.answers = [when === "while it is told" ? first.answer : status(500), status(500)];
    using _hook = await begunHook(demand, receiver, { retryMs: 50 });
    demand.opened("a");
    const told = [await receiver.next()];
    const settled = settling(demand, 1);
    demand.closed("a");
    await settled;
    first.give(new Response(null, { status: 500 }));
    told.push(await receiver.next(), await receiver.next());
    demand.opened("last");
    told.push(await receiver.next());
    assert.deepEqual(told, ["+a", "-a", "-a", "+last"]);
  });
}

Deno.test("DemandHook gives up on an answer that takes too long, and tries again", async () => {
  await using receiver = new Receiver();
  using demand = new Demand();
  receiver.answers = [untilAborted];
  using _hook = await begunHook(demand, receiver, { timeoutMs: 30 });
  demand.opened("a");
  assert.deepEqual([await receiver.next(), await receiver.next()], ["+a", "+a"]);
});

Deno.test("DemandHook that is disposed aborts its request, and tells nothing more", async () => {
  await using receiver = new Receiver();
  using demand = new Demand();
  const aborted = Promise.withResolvers<void>();
  receiver.answers = [async (request) => {
    const response = await untilAborted(request);
    aborted.resolve();
    return response;
  }];
  {
    using _hook = await begunHook(demand, receiver);
    demand.opened("a");
    demand.opened("b");
    assert.equal(await receiver.next(), "+a");
  }
  await aborted.promise;
  demand.opened("c");
  assert.equal(receiver.requests.length, 1);
});

Deno.test("DemandHook that is disposed while it waits to try again leaves no timer", async () => {
  await using receiver = new Receiver();
  using demand = new Demand();
  const failure = held();
  receiver.answers = [failure.answer];
  using _hook = await begunHook(demand, receiver, { retryMs: 3_600_000 });
  demand.opened("a");
  assert.equal(await receiver.next(), "+a");
  failure.give(new Response(null, { status: 500 }));
  demand.opened("b");
  assert.equal(await receiver.next(), "+b");
});

function untilAborted({ signal }: Request): Promise<Response> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(new Response())));
}
