import assert from "node:assert/strict";
import { eventually } from "../../tests/support/expect.ts";
import { Demand } from "../group/demand.ts";
import { DemandStream, type DemandStreamOptions } from "./demand_stream.ts";

const TIMEOUT = { signal: AbortSignal.timeout(60_000) };

function streamOf(demand: Demand, options: Partial<DemandStreamOptions> = {}): DemandStream {
  return new DemandStream(demand, {
    isAbout: () => true,
    isAllowed: () => Promise.resolve(true),
    ...options,
  });
}

/** Reads a body one part after the other; the times are left out. */
function readerOf({ body }: Response): { next(): Promise<string | undefined>; cancel(): Promise<void> } {
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  return {
    next: async () => (await reader.read()).value?.replaceAll(/,"time":\d+/g, ""),
    cancel: () => reader.cancel(),
  };
}

function change(group: string, watched: boolean): string {
  return `event: change\ndata: {"group":"${group}","watched":${watched}}\n\n`;
}

/** A real HTTP server that tells `demand`. */
function serve(demand: Demand, options?: Partial<DemandStreamOptions>): Deno.HttpServer<Deno.NetAddr> {
  const serveOptions = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  return Deno.serve(serveOptions, () => streamOf(demand, options).response);
}

Deno.test("DemandStream tells what is watched, and then each change", async () => {
  using demand = new Demand(0);
  demand.opened("a");
  demand.opened("b");
  await using http = serve(demand);
  const response = await fetch(`http://127.0.0.1:${http.addr.port}`, TIMEOUT);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("cache-control"), "no-store");
  const events = readerOf(response);
  assert.equal(await events.next(), 'retry: 1000\nevent: state\ndata: {"watched":["a","b"]}\n\n');
  demand.opened("c");
  assert.equal(await events.next(), change("c", true));
  demand.closed("a");
  assert.equal(await events.next(), change("a", false));
  await events.cancel();
});

Deno.test("DemandStream tells only of the groups that it is about", async () => {
  using demand = new Demand(0);
  for (const group of ["a1", "b1"]) demand.opened(group);
  const { response } = streamOf(demand, { isAbout: (group) => group.startsWith("a") });
  const events = readerOf(response);
  assert.match((await events.next())!, /\{"watched":\["a1"\]\}/);
  for (const group of ["b2", "a2"]) demand.opened(group);
  assert.equal(await events.next(), change("a2", true));
  await events.cancel();
});

Deno.test("DemandStream keeps the newest of each group for a consumer that does not read", async () => {
  using demand = new Demand(0);
  demand.opened("a");
  demand.opened("b");
  const { response } = streamOf(demand);
  const reader = response.body!.getReader();
  const text = async () => new TextDecoder().decode((await reader.read()).value);
  assert.match(await text(), /event: state/);
  using told = waiterFor(demand);
  demand.closed("a");
  for (let at = 0; at < 1_000; at++) {
    demand.opened(`short ${at}`);
    demand.closed(`short ${at}`);
  }
  demand.opened("c");
  await told.until("short 999", false);
  assert.deepEqual(demand.watched, ["b", "c"]);
  assert.equal((await text()).replaceAll(/,"time":\d+/g, ""), change("a", false) + change("c", true));
  await reader.cancel();
});

Deno.test("DemandStream writes a comment when there is nothing to tell", async () => {
  using demand = new Demand();
  const events = readerOf(streamOf(demand, { heartbeatMs: 2 }).response);
  await events.next();
  for (let beat = 0; beat < 3; beat++) assert.equal(await events.next(), ":\n\n");
  await events.cancel();
});

Deno.test("DemandStream keeps nothing for a consumer that goes away", async () => {
  using demand = new Demand();
  let asked = 0;
  await using http = serve(demand, { isAbout: () => ++asked > 0 });
  const events = readerOf(await fetch(`http://127.0.0.1:${http.addr.port}`, TIMEOUT));
  await events.next();
  const isListening = () => {
    const before = asked;
    demand.opened(crypto.randomUUID());
    return Promise.resolve(asked > before);
  };
  assert.equal(await isListening(), true);
  await events.cancel();
  await eventually(isListening, (listening) => !listening);
});

Deno.test("DemandStream ends with the demand, and lets the server stop", async () => {
  const demand = new Demand();
  const http = serve(demand);
  const events = readerOf(await fetch(`http://127.0.0.1:${http.addr.port}`, TIMEOUT));
  await events.next();
  const stopped = http.shutdown();
  demand[Symbol.dispose]();
  assert.equal(await events.next(), undefined);
  await stopped;
  assert.equal(await streamOf(demand).response.text(), "", "nothing is told after the end");
});

Deno.test("DemandStream ends when its consumer may not know any more, or nobody can say", async () => {
  for (const last of [() => Promise.resolve(false), () => Promise.reject(new Error("no store"))]) {
    using demand = new Demand();
    let asked = 0;
    const isAllowed = () => ++asked < 3 ? Promise.resolve(true) : last();
    const { response } = streamOf(demand, { isAllowed, lookMs: 2 });
    assert.match(await response.text(), /^retry: 1000\nevent: state\n[^\n]+\n\n$/);
    assert.ok(asked >= 3);
  }
});

Deno.test("DemandStream that nobody reads does nothing", () => {
  const demand = new Demand();
  streamOf(demand, { isAbout: () => assert.fail("it was asked") });
  demand.opened("a");
  // That no timer is left is what the test runner itself checks.
});

/** Waits for a change. */
function waiterFor(demand: Demand): Disposable & { until(group: string, watched: boolean): Promise<void> } {
  const seen = new Set<string>();
  const watch = demand.watch(({ group, watched }) => void seen.add(`${group} ${watched}`));
  const until = async (group: string, watched: boolean) =>
    void await eventually(() => Promise.resolve(seen.has(`${group} ${watched}`)), (isThere) => isThere);
  return { until, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}
