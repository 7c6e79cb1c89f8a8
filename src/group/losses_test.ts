import assert from "node:assert/strict";
import { memberOf, Peer, TRAITS } from "../../tests/support/outbox.ts";
import { Outbox } from "../connection/outbox.ts";
import { Traffic } from "../connection/traffic.ts";
import type { Position } from "../protocol/position.ts";
import { Record } from "../record/record.ts";
import { Group } from "./group.ts";
import { Losses } from "./losses.ts";

function setUp() {
  const record = new Record("e", () => ({ count: 10 }));
  const losses = new Losses();
  const group = new Group("g", record, TRAITS, { losses });
  const publish = (time: number) =>
    record.append({
      offset: record.position.offset + 1,
      event: "log",
      key: null,
      time,
      id: null,
      text: '{"type":"log"}',
    });
  const lose = (since: number, until: number, about: string = "g") => {
    const loss = { isAbout: (name: string) => name === about, since, until };
    losses.add(loss);
    if (about === "g") group.tellLoss(loss);
  };
  const viewer = (position: Position | null, highWaterBytes: number = 1_000) => {
    const peer = new Peer();
    const outbox = new Outbox(peer, {
      dialect: "v1",
      highWaterBytes,
      traffic: new Traffic(),
      onLagging: () => {},
      onStuck: () => {},
    });
    group.add(memberOf(outbox, "v1"));
    outbox.follow(group, position);
    outbox.catchUp();
    const gaps = () =>
      peer.frames.flatMap((frame) => JSON.parse(frame)).filter(({ type }) => type === "$gap")
        .map(({ since, until, cause }) => [since, until, cause]);
    return { peer, outbox, gaps };
  };
  return { record, losses, group, publish, lose, viewer };
}

Deno.test("Group.tellLoss() tells a viewer once, and one that is lagging when it is caught up", () => {
  const { lose, viewer } = setUp();
  const [quick, slow] = [viewer(null), viewer(null, 5)];
  assert.equal(slow.outbox.lagging, true);
  lose(10, 20);
  lose(30, 40, "another");
  assert.deepEqual(quick.gaps(), [[10, 20, "backend"]]);
  assert.deepEqual(slow.gaps(), []);
  for (let times = 0; times < 5; times++) {
    slow.peer.bufferedAmount = 0;
    slow.outbox.catchUp();
  }
  assert.deepEqual(slow.gaps(), [[10, 20, "backend"]]);
  assert.deepEqual(quick.gaps(), [[10, 20, "backend"]]);
});

Deno.test("Losses.after() tells who comes back, unless they have seen what was published after the loss", () => {
  const { record, publish, lose, viewer } = setUp();
  publish(5);
  const before = record.position;
  lose(10, 20);
  publish(25);
  assert.deepEqual(viewer(before).gaps(), [[10, 20, "backend"]]);
  assert.deepEqual(viewer(record.position).gaps(), []);
  assert.deepEqual(viewer(null).gaps(), []);
});

Deno.test("Losses.add() forgets nothing: the oldest become one", () => {
  const { losses, record } = setUp();
  for (let at = 0; at < 100; at++) losses.add({ isAbout: () => true, since: at, until: at + 1 });
  const gaps = losses.since(0, "g", record);
  assert.equal(gaps.length, 64);
  assert.deepEqual([gaps[0]!.since, gaps[0]!.until, gaps.at(-1)!.until], [0, 37, 100]);
  assert.equal(losses.since(99, "g", record).length, 1);
  assert.equal(losses.since(100, "g", record).length, 0);
});

Deno.test("Losses tells the offsets of what had been numbered", () => {
  const { losses, record, publish } = setUp();
  for (const time of [1, 2, 3]) publish(time);
  losses.add({ isAbout: () => true, since: null, until: 9, offsets: { from: 2, to: 3 } });
  losses.add({ isAbout: () => true, since: 8, until: 9 });
  assert.deepEqual(losses.since(0, "g", record).map(({ from, to }) => [from, to]), [[2, 3], [4, 3]]);
});
