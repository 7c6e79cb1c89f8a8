import assert from "node:assert/strict";
import { StorageError } from "../backend.ts";
import { type Addressed, Incoming, ORIGIN } from "./incoming.ts";
import { LayerCodec } from "./layer_codec.ts";
import { Misfits } from "../misfits.ts";
import { NameMap } from "./name_map.ts";

const codec = new LayerCodec({ serializer_format: "json", symmetric_encryption_keys: [], expiry: 60 });
const body = (message: unknown) => new TextEncoder().encode(JSON.stringify(message));

/** Boards that have groups `g…`, and refuse what has `bad` in it. */
function setUp(outages = 0) {
  const published: Addressed[] = [];
  const misfits = new Misfits();
  const overflows: number[] = [];
  const done = Promise.withResolvers<void>();
  const incoming = new Incoming({
    layer: "default",
    installation: "me",
    codec,
    groups: new NameMap({ "{name}": "g{name}", "x-{name}": "other-{name}" }),
    types: { "a.b": "named" },
    misfits,
    onOverflow: (since) => void overflows.push(since),
    boards: {
      hasGroup: (group) => group.startsWith("g"),
      hasEvent: (_group, event) => event === "dotted.event",
      publish: (items) => {
        if (outages-- > 0) return Promise.reject(new StorageError("The disk is full"));
        if (items.some(({ message }) => message["bad"])) return Promise.resolve("0.message.bad: no");
        published.push(...items);
        if (items.some(({ message }) => message.type === "last")) setTimeout(done.resolve);
        return Promise.resolve(null);
      },
    },
  });
  return { incoming, published, misfits, overflows, done: done.promise };
}

Deno.test("Incoming publishes in order what fits, and counts what does not", async () => {
  const { incoming, published, misfits, done } = setUp();
  using _ = incoming;
  incoming.take("1", body({ type: "a.b", n: 1 }));
  incoming.take("1", body({ type: "dotted.event", n: 2, __asgi_channel__: ["x!y"] }));
  incoming.take("2", body({ type: "some.thing", n: 3, [ORIGIN]: "another" }));
  incoming.take("1", body({ type: "mine", [ORIGIN]: "me" }));
  incoming.take("1", body({ type: "x", bad: true }));
  incoming.take("1", body({ type: 5 }));
  incoming.take("1", body([]));
  incoming.take("1", new TextEncoder().encode("{\u0007"));
  incoming.take("1", body({ type: "last" }));
  await done;
  assert.deepEqual(published.map(({ group, message }) => [group, message]), [
    ["g1", { type: "named", n: 1 }],
    ["g1", { type: "dotted.event", n: 2 }],
    ["g2", { type: "some_thing", n: 3 }],
    ["g1", { type: "last" }],
  ]);
  assert.deepEqual(
    [...misfits.counts].toSorted(),
    [["no type", 1], ["not a map", 1], ["refused", 1], ["undecodable", 1]],
  );
  const excerpts = misfits.last.map(({ excerpt }) => excerpt);
  assert.ok(excerpts.includes("{·") && excerpts.includes('{"type":"x","bad":true}'), excerpts.join("\n"));
  assert.equal(incoming.counts.received, 9);
  assert.equal(incoming.counts.published, 4);
});

Deno.test("Incoming shows nothing of groups that no board has, and each of them once", () => {
  const misfits = new Misfits();
  const incoming = new Incoming({
    layer: "default",
    installation: "me",
    codec,
    groups: new NameMap(undefined),
    types: {},
    misfits,
    onOverflow: () => {},
    boards: { hasGroup: () => false, hasEvent: () => false, publish: () => Promise.resolve(null) },
  });
  for (let at = 0; at < 500; at++) incoming.take("chat", body({ type: "secret" }));
  const [{ group, excerpt, count }] = misfits.last as [typeof misfits.last[number]];
  assert.deepEqual([misfits.last.length, group, excerpt, count], [1, "chat", "", 500]);
  for (let at = 0; at < 500; at++) incoming.take(`chat-${at}`, body({}));
  assert.equal(misfits.last.length, 100);
  assert.equal(misfits.counts.get("no board"), 1_000);
});

Deno.test("Incoming waits for a backend that keeps nothing, and tells what it had to drop", async () => {
  const { incoming, published, misfits, overflows, done } = setUp(2);
  using _ = incoming;
  incoming.take("1", body({ type: "last" }));
  for (let at = 0; at < 12_000; at++) incoming.take("1", body({ type: "n" }));
  await done;
  await incoming.room();
  assert.equal(published.length + misfits.counts.get("overflow")!, 12_001);
  assert.equal(overflows.length, 1);
});
