/** One group with one viewer, between which there is an outbox, and no socket. */
import { Delivery, Part } from "../../src/group/delivery.ts";
import { Group } from "../../src/group/group.ts";
import type { Member } from "../../src/group/member.ts";
import type { EventRule } from "../../src/record/event_rule.ts";
import type { Publication } from "../../src/record/publication.ts";
import { Record } from "../../src/record/record.ts";
import { Outbox, type Sink } from "../../src/connection/outbox.ts";
import { Traffic } from "../../src/connection/traffic.ts";

const RULES: { [event: string]: EventRule } = {
  log: { count: 1000 },
  state: { key: ["k"], count: 1 },
  transient: {},
};
const FRAME_BYTES = 10;

/** A socket whose peer reads when the test says so. */
export class Peer implements Sink {
  bufferedAmount = 0;
  readyState = 1;
  readonly frames: string[] = [];

  send(frame: string): void {
    this.frames.push(frame);
    this.bufferedAmount += FRAME_BYTES;
  }

  get received(): { type: string; n: number; k?: string }[] {
    const frames = this.frames.flatMap((frame) => JSON.parse(frame));
    return frames.filter(({ type }) => !type.startsWith("$"));
  }
}

/** A group that tells nothing but publications. */
export const TRAITS = { promised: [], presence: false, inbox: false };

/** The viewer of `outbox` as a group sees it. */
export function memberOf(outbox: Outbox, dialect: "plain" | "v1" = "plain"): Member {
  return {
    dialect,
    person: null,
    deliver: (delivery) => outbox.deliver(delivery),
    setBack: () => {},
    tell: (frame) => outbox.tell(frame),
  };
}

/** What the registry does at the end of a turn. */
export function hand(group: Group, publications: readonly Publication[]): void {
  const part = new Part(group.name, publications);
  group.moveTo(part);
  const delivery = new Delivery(part);
  for (const member of group.members) member.deliver(delivery);
}

/** One group with one viewer that has begun. */
export function setUp(
  { dialect = "plain" as "plain" | "v1", highWaterBytes = 35 } = {},
): {
  group: Group;
  peer: Peer;
  outbox: Outbox;
  publish: (...events: string[]) => void;
  begin: () => void;
  traffic: Traffic;
  laggingCalls: () => number;
} {
  const group = new Group("g", new Record("e", (event) => RULES[event]!), TRAITS);
  const traffic = new Traffic();
  const peer = new Peer();
  let lagging = 0;
  const outbox = new Outbox(peer, {
    dialect,
    highWaterBytes,
    traffic,
    onLagging: () => lagging++,
    onStuck: () => {},
  });
  group.add(memberOf(outbox, dialect));
  let count = 0;
  const publish = (...events: string[]) => {
    const publications = events.map((text): Publication => {
      const [event = "", k] = text.split(":");
      const n = ++count;
      const offset = event === "transient" ? null : group.record.position.offset + 1;
      const frame = JSON.stringify({ type: event, n, ...k !== undefined && { k } });
      const publication = { offset, event, key: k ?? null, time: n, id: null, text: frame };
      if (offset !== null) group.record.append({ ...publication, offset });
      return publication;
    });
    hand(group, publications);
  };
  const begin = () => {
    outbox.follow(group, dialect === "plain" ? group.position : null);
    outbox.catchUp();
  };
  return { group, peer, outbox, publish, begin, traffic, laggingCalls: () => lagging };
}
