import { Outbox } from "../src/connection/outbox.ts";
import { Traffic } from "../src/connection/traffic.ts";
import { Delivery, Part } from "../src/group/delivery.ts";
import { Group } from "../src/group/group.ts";
import type { Dialect } from "../src/protocol/codec.ts";
import { Record } from "../src/record/record.ts";

/** A socket that takes everything at once: what is left is our own work. */
function sink() {
  return { bufferedAmount: 0, readyState: 1, send: (frame: string) => void frame.length };
}

function groupOf(members: number, dialect: Dialect): Group {
  const traits = { promised: [], presence: false, inbox: false };
  const group = new Group("g", new Record("e", () => ({ count: 10 })), traits);
  const traffic = new Traffic();
  for (let at = 0; at < members; at++) {
    const outbox = new Outbox(sink(), {
      dialect,
      highWaterBytes: 262_144,
      traffic,
      onLagging: () => {},
      onStuck: () => {},
    });
    outbox.follow(group, group.position);
    outbox.catchUp();
    group.add({
      dialect,
      person: null,
      deliver: (delivery) => outbox.deliver(delivery),
      setBack: () => {},
      tell: () => {},
    });
  }
  return group;
}

const text = JSON.stringify({ type: "signal_alert", signal: { pad: "x".repeat(100) } });
const publication = { offset: 1, event: "signal_alert", key: null, time: 1, id: null, text };

for (const members of [1, 100, 10_000]) {
  const group = `${members} members`;
  const sinks = Array.from({ length: members }, sink);
  Deno.bench(`bare loop, ${group}`, { group, baseline: true }, () => {
    for (const one of sinks) one.send(text);
  });
  for (const dialect of ["plain", "v1"] as const) {
    const target = groupOf(members, dialect);
    Deno.bench(`${dialect}, ${group}`, { group }, () => {
      const delivery = new Delivery(new Part("g", [publication]));
      for (const member of target.members) member.deliver(delivery);
    });
  }
}
