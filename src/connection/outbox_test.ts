import assert from "node:assert/strict";
import fc from "fast-check";
import { setUp, TRAITS } from "../../tests/support/outbox.ts";
import { Group } from "../group/group.ts";
import { Record } from "../record/record.ts";

Deno.test("Outbox sends nothing before it begins, and then the reply first", () => {
  const { outbox, group, peer, publish } = setUp();
  outbox.follow(group, group.position);
  publish("log");
  outbox.reply('{"type":"greeting","n":0}');
  assert.equal(peer.frames.length, 0);
  outbox.catchUp();
  assert.deepEqual(peer.received.map(({ type }) => type), ["greeting", "log"]);
});

Deno.test("Outbox hands nothing to the socket above the high-water mark plus one frame", () => {
  const { peer, outbox, publish, begin, laggingCalls } = setUp();
  begin();
  for (let at = 0; at < 100; at++) publish("log");
  assert.equal(peer.frames.length, 4);
  assert.ok(outbox.lagging);
  assert.equal(laggingCalls(), 1);
});

Deno.test("Outbox delivers a log whole, skips a state to the newest, and counts lost transients", () => {
  const { peer, outbox, publish, begin, traffic } = setUp();
  begin();
  publish("log", "log", "log", "log");
  publish("state:a", "state:a", "transient", "log", "state:b", "state:a");
  peer.bufferedAmount = 0;
  outbox.catchUp();
  assert.deepEqual(peer.received.map(({ type, n }) => `${type}${n}`), [
    ...["log1", "log2", "log3", "log4"],
    ...["log8", "state9", "state10"],
  ]);
  assert.equal(traffic.dropped, 1);
  assert.ok(!outbox.lagging);
});

Deno.test("Outbox goes on from where the catch-up stopped when it does not fit at once", () => {
  const { peer, outbox, publish, begin } = setUp();
  begin();
  for (let at = 0; at < 300; at++) publish("log");
  for (let round = 0; outbox.lagging; round++) {
    assert.ok(round < 100, "it never ends");
    peer.bufferedAmount = 0;
    outbox.catchUp();
  }
  assert.deepEqual(peer.received.map(({ n }) => n), Array.from({ length: 300 }, (_, at) => at + 1));
});

Deno.test("Outbox delivers every log entry once and in order, however the peer reads", () => {
  const step = fc.oneof(
    fc.array(fc.constantFrom("log", "state:a", "state:b"), { minLength: 1, maxLength: 5 }),
    fc.nat(60),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: "max" }),
      fc.constantFrom("plain", "v1"),
      (steps, dialect) => {
        const { peer, outbox, publish, begin, group } = setUp({ dialect });
        begin();
        for (const one of steps) {
          if (typeof one !== "number") publish(...one);
          else peer.bufferedAmount = Math.max(0, peer.bufferedAmount - one);
          if (outbox.lagging && peer.bufferedAmount === 0) outbox.catchUp();
        }
        while (outbox.lagging) {
          peer.bufferedAmount = 0;
          outbox.catchUp();
        }
        const received = peer.received;
        const texts = group.record.since().publications.map(({ text }) =>
          JSON.parse(text) as { type: string; n: number }
        );
        const numbers = (messages: { type: string; n: number }[]) =>
          messages.filter(({ type }) => type === "log").map(({ n }) => n);
        assert.deepEqual(numbers(received), numbers(texts));
        for (const newest of texts.filter(({ type }) => type === "state")) {
          assert.ok(received.some(({ n }) => n === newest.n), `the newest state ${newest.n} is missing`);
        }
        assert.deepEqual(received.map(({ n }) => n), received.map(({ n }) => n).toSorted((a, b) => a - b));
      },
    ),
  );
});

Deno.test("Outbox gives a viewer that follows a second group meanwhile what both keep", () => {
  const { peer, outbox, publish, begin } = setUp({ dialect: "v1", highWaterBytes: 1000 });
  begin();
  publish("log");
  const second = new Group("h", new Record("e", () => ({ count: 10 })), TRAITS);
  second.record.append({
    offset: 1,
    event: "log",
    key: null,
    time: 1,
    id: null,
    text: '{"type":"log","n":100}',
  });
  outbox.follow(second, null);
  publish("log");
  assert.deepEqual(peer.received.map(({ n }) => n), [1, 100, 2]);
});

Deno.test("Outbox refuses replies without bound to a viewer that does not read", () => {
  const { outbox, publish, begin } = setUp();
  begin();
  publish("log", "log", "log", "log", "log");
  const reply = JSON.stringify({ type: "pong", pad: "x".repeat(1_000) });
  const accepted = Array.from({ length: 200 }, () => outbox.reply(reply)).filter((fits) => fits);
  assert.equal(accepted.length, Math.floor(16_384 / reply.length));
});

Deno.test("Outbox lags when replies alone fill the socket", () => {
  const { outbox, peer, begin, laggingCalls } = setUp();
  begin();
  for (let at = 0; at < 20; at++) outbox.reply('{"type":"pong","n":0}');
  assert.equal(peer.frames.length, 4);
  assert.equal(laggingCalls(), 1);
});

Deno.test("Outbox sends waiting replies only as far as they fit", () => {
  const { outbox, peer, begin } = setUp();
  begin();
  for (let at = 0; at < 30; at++) outbox.reply('{"type":"pong","n":0}');
  peer.bufferedAmount = 0;
  outbox.catchUp();
  assert.equal(peer.frames.length, 8);
  assert.ok(outbox.lagging);
});
