import assert from "node:assert/strict";
import { Group } from "../group/group.ts";
import { hand, memberOf, setUp, TRAITS } from "../../tests/support/outbox.ts";
import { Record } from "../record/record.ts";

Deno.test("Outbox sends one copy of a message that went into two of its groups", () => {
  const { peer, outbox, group, begin } = setUp();
  begin();
  const second = new Group("h", new Record("e", () => ({ count: 10 })), TRAITS);
  second.add(memberOf(outbox));
  outbox.follow(second, second.position);
  const copy = { offset: 1, event: "log", key: null, time: 1, id: "m1", text: '{"type":"log","n":1}' };
  for (const one of [group, second]) {
    one.record.append(copy);
    hand(one, [copy]);
  }
  assert.equal(peer.frames.length, 1);
});

Deno.test("Outbox tells the copies of a thousand messages of one turn", () => {
  const { peer, outbox, group, begin } = setUp({ highWaterBytes: 1_000_000 });
  begin();
  const second = new Group("h", new Record("e", () => ({ count: 10 })), TRAITS);
  second.add(memberOf(outbox));
  outbox.follow(second, second.position);
  const copies = Array.from({ length: 1000 }, (_, at) => {
    const n = at + 1;
    return { offset: n, event: "log", key: null, time: 1, id: `m${n}`, text: `{"type":"log","n":${n}}` };
  });
  for (const one of [group, second]) {
    for (const copy of copies) one.record.append(copy);
    hand(one, copies);
  }
  assert.equal(peer.frames.length, 1000);
});

Deno.test("Outbox sends no empty frame when all that is lacking went out as copies", () => {
  const { outbox, peer, group } = setUp({ dialect: "v1" });
  const second = new Group("h", new Record("e", () => ({ count: 10 })), TRAITS);
  const copy = { offset: 1, event: "log", key: null, time: 1, id: "m1", text: '{"type":"log","n":1}' };
  for (const one of [group, second]) {
    one.record.append(copy);
    outbox.follow(one, null);
  }
  outbox.catchUp();
  assert.equal(peer.received.length, 1);
  assert.ok(!peer.frames.includes("[]"));
});

Deno.test("Outbox moves the position of a group whose copy came in another one, so that it never comes again", () => {
  const { outbox, peer, group, begin } = setUp({ dialect: "v1", highWaterBytes: 1000 });
  begin();
  const second = new Group("h", new Record("e", () => ({ count: 10 })), TRAITS);
  second.add(memberOf(outbox, "v1"));
  outbox.follow(second, second.position);
  const copy = { offset: 1, event: "log", key: null, time: 1, id: "m1", text: '{"type":"log","n":1}' };
  for (const one of [group, second]) one.record.append(copy);
  for (const one of [group, second]) hand(one, [copy]);
  assert.deepEqual(peer.frames.slice(-2).map((frame) => JSON.parse(frame)), [
    { $group: "g", $offset: 1, type: "log", n: 1 },
    { type: "$resumed", group: "h", epoch: "e", from: 0, to: 1 },
  ]);
});

Deno.test("Outbox stops in the middle of a turn for a plain viewer, and goes on exactly there", () => {
  const { peer, outbox, publish, begin, traffic } = setUp();
  begin();
  publish("log", "transient", "log", "log", "log", "transient", "log");
  assert.equal(peer.frames.length, 4);
  assert.equal(traffic.dropped, 1);
  peer.bufferedAmount = 0;
  outbox.catchUp();
  assert.deepEqual(peer.received.map(({ n }) => n), [1, 2, 3, 4, 5, 7]);
});

Deno.test("Outbox tells a viewer that was lagging from where to where it is caught up", () => {
  const { peer, outbox, publish, begin } = setUp({ dialect: "v1" });
  begin();
  for (let at = 0; at < 10; at++) publish("log");
  peer.bufferedAmount = 0;
  outbox.catchUp();
  const last = JSON.parse(peer.frames.at(-1)!);
  assert.deepEqual(last, { type: "$resumed", group: "g", epoch: "e", from: 3, to: 10 });
});

Deno.test("Outbox announces a gap once, however many steps the catch-up takes", () => {
  const { peer, outbox, group, publish, begin } = setUp({ dialect: "v1", highWaterBytes: 15 });
  begin();
  for (let at = 0; at < 1100; at++) publish("log", "log");
  for (let round = 0; outbox.lagging; round++) {
    assert.ok(round < 50, "it never ends");
    peer.bufferedAmount = 0;
    outbox.catchUp();
  }
  const gaps = peer.frames.map((frame) => JSON.parse(frame)).filter(({ type }) => type === "$gap");
  assert.deepEqual(gaps.map(({ to }) => to), [group.record.trimmed.offset]);
});

Deno.test("Outbox goes back to where a viewer says that it had been", () => {
  const { peer, outbox, group, publish, begin } = setUp({ dialect: "v1", highWaterBytes: 1000 });
  for (let at = 0; at < 5; at++) publish("log");
  begin();
  outbox.goBackTo(group, { epoch: "e", offset: 3 });
  assert.deepEqual(peer.received.map(({ n }) => n), [1, 2, 3, 4, 5, 4, 5]);
  assert.deepEqual(JSON.parse(peer.frames.at(-1)!), {
    type: "$resumed",
    group: "g",
    epoch: "e",
    from: 3,
    to: 5,
  });
  assert.deepEqual(outbox.positions, new Map([["g", { epoch: "e", offset: 5 }]]));
});

Deno.test("Outbox does not send a copy again to a viewer who comes back and had it in another group", () => {
  const { outbox, peer, group } = setUp({ dialect: "v1", highWaterBytes: 1000 });
  const second = new Group("h", new Record("e", () => ({ count: 10 })), TRAITS);
  const copy = { offset: 1, event: "log", key: null, time: 1, id: "m1", text: '{"type":"log","n":1}' };
  for (const one of [group, second]) one.record.append(copy);
  outbox.follow(group, { epoch: "e", offset: 1 });
  outbox.follow(second, { epoch: "e", offset: 0 });
  outbox.catchUp();
  assert.deepEqual(peer.received, []);
  assert.deepEqual(JSON.parse(peer.frames.at(-1)!), {
    type: "$resumed",
    group: "h",
    epoch: "e",
    from: 0,
    to: 1,
  });
});

Deno.test("Outbox tells all that a group says, in however many steps it fits", () => {
  const { outbox, peer } = setUp({ dialect: "v1", highWaterBytes: 5 });
  const group = new Group("p", new Record("e", () => ({})), { ...TRAITS, presence: true });
  using _ = group;
  const people = Array.from({ length: 1_700 }, (_, at) => ({ subject: `s${at}`, name: "x".repeat(200) }));
  for (const person of people) group.add({ dialect: "v1", person, deliver() {}, setBack() {}, tell() {} });
  outbox.follow(group, null);
  for (let round = 0; round === 0 || outbox.lagging; round++) {
    assert.ok(round < 50, "it never ends");
    peer.bufferedAmount = 0;
    outbox.catchUp();
  }
  const frames = peer.frames.flatMap((frame) => JSON.parse(frame)).filter(({ type }) => type === "$presence");
  const told = frames.flatMap(({ people = [], joined = [] }) => [...people, ...joined]);
  assert.equal(new Set(told.map(({ subject }: { subject: string }) => subject)).size, people.length);
});
