import assert from "node:assert/strict";
import fc from "fast-check";
import type { Records } from "../backend/backend.ts";
import { LocalBackend } from "../backend/local/local_backend.ts";
import type { Publication } from "../record/publication.ts";
import { Record } from "../record/record.ts";
import type { Delivery } from "./delivery.ts";
import type { Group } from "./group.ts";
import { LocalNodes } from "../backend/local/local_nodes.ts";
import { type Fact, newNode, type Nodes } from "../backend/nodes.ts";
import { Demand } from "./demand.ts";
import { GroupRegistry, type GroupRegistryParts } from "./group_registry.ts";
import type { Member } from "./member.ts";

interface TestMember extends Member {
  readonly received: string[];
}

function member(): TestMember {
  const received: string[] = [];
  return {
    dialect: "plain",
    person: null,
    received,
    deliver: ({ parts }: Delivery) =>
      void received.push(...parts.flatMap(({ publications }) => publications.map(({ text }) => text))),
    setBack: () => {},
    tell: () => {},
  };
}

/** Records that open when the test says so, and count what is open. */
class SlowRecords implements Pick<Records, "open" | "close"> {
  readonly open_ = new Map<string, number>();
  opened = 0;
  readonly #waiting: { open: () => void; fail: (error: Error) => void }[] = [];

  open(group: string): Promise<Record> {
    const { promise, resolve, reject } = Promise.withResolvers<Record>();
    const open = () => {
      this.opened++;
      this.open_.set(group, (this.open_.get(group) ?? 0) + 1);
      resolve(new Record("e", () => ({})));
    };
    this.#waiting.push({ open, fail: reject });
    return promise;
  }

  close(group: string): void {
    const left = this.open_.get(group)! - 1;
    if (left === 0) this.open_.delete(group);
    else this.open_.set(group, left);
  }

  get next() {
    const next = this.#waiting.shift();
    assert.ok(next, "nothing is being opened");
    return next;
  }
}

function parts(records: Records): GroupRegistryParts {
  return {
    records,
    demand: new Demand(),
    nodes: new LocalNodes(newNode("")),
    traitsOf: () => ({ promised: [], presence: false, inbox: false }),
    isBackendWell: () => true,
    isFedBy: () => false,
  };
}

function registry(): { records: SlowRecords; groups: GroupRegistry } {
  const records = new SlowRecords();
  return { records, groups: new GroupRegistry(parts(records as unknown as Records)) };
}

function publication(text: string): Publication {
  return { offset: null, event: "e", key: null, time: 0, id: null, text };
}

Deno.test("GroupRegistry opens a group for its first member and closes it after its last", async () => {
  const { records, groups } = registry();
  const [one, two] = [member(), member()];
  const joining = Promise.all([groups.join("a", one), groups.join("a", two)]);
  records.next.open();
  const [group] = await joining;
  assert.deepEqual([records.opened, groups.members("a")], [1, 2]);
  groups.leave(group, one);
  groups.leave(group, one);
  assert.deepEqual([...records.open_.keys()], ["a"]);
  groups.leave(group, two);
  assert.deepEqual([[...records.open_.keys()], groups.groups, groups.members("a")], [[], [], 0]);
});

Deno.test("GroupRegistry.join() while the last member leaves keeps the group open", async () => {
  const { records, groups } = registry();
  const [one, two] = [member(), member()];
  const first = groups.join("a", one);
  records.next.open();
  const group = await first;
  const second = groups.join("a", two);
  groups.leave(group, one);
  assert.equal(await second, group);
  assert.deepEqual([records.opened, groups.members("a")], [1, 1]);
  groups.deliver(new Map([["a", [publication("x")]]]));
  assert.deepEqual([one.received, two.received], [[], ["x"]]);
  groups.leave(group, two);
  assert.equal(records.open_.size, 0);
});

Deno.test("GroupRegistry.join() after the last member left opens anew", async () => {
  const { records, groups } = registry();
  const one = member();
  for (const count of [1, 2]) {
    const joining = groups.join("a", one);
    records.next.open();
    groups.leave(await joining, one);
    assert.deepEqual([records.opened, records.open_.size, groups.groups.length], [count, 0, 0]);
  }
});

Deno.test("GroupRegistry.join() fails for all who waited, and leaves nothing behind", async () => {
  const { records, groups } = registry();
  const joining = [groups.join("a", member()), groups.join("a", member())];
  records.next.fail(new RangeError("no"));
  for (const one of await Promise.allSettled(joining)) assert.equal(one.status, "rejected");
  assert.deepEqual([groups.groups, groups.members("a"), records.open_.size], [[], 0, 0]);
  const again = groups.join("a", member());
  records.next.open();
  assert.equal((await again).size, 1);
});

Deno.test("GroupRegistry takes a member that joins twice for one, which leaves once", async () => {
  const { records, groups } = registry();
  const one = member();
  const joining = [groups.join("a", one), groups.join("a", one)];
  records.next.open();
  const [group] = await Promise.all(joining);
  groups.deliver(new Map([["a", [publication("x")]]]));
  assert.deepEqual(one.received, ["x"]);
  groups.leave(group!, one);
  assert.deepEqual([records.open_.size, groups.groups], [0, []]);
});

Deno.test("GroupRegistry has open exactly the groups with members, whatever the order of events", async () => {
  const steps = fc.array(
    fc.record({
      group: fc.constantFrom("a", "b"),
      member: fc.nat(2),
      joins: fc.boolean(),
      waits: fc.boolean(),
    }),
    { maxLength: 30 },
  );
  await fc.assert(fc.asyncProperty(steps, async (all) => {
    await using backend = new LocalBackend(null, { ruleOf: () => ({}), onPublications: () => {} });
    const groups = new GroupRegistry(parts(backend.records));
    const members = [member(), member(), member()];
    const pending: Promise<unknown>[] = [];
    const inside = new Map<string, Group>();
    for (const { group, member, joins, waits } of all) {
      const name = `${group} ${member}`;
      if (joins) {
        pending.push(groups.join(group, members[member]!).then((joined) => inside.set(name, joined)));
      } else if (inside.has(name)) groups.leave(inside.get(name)!, members[member]!);
      if (!joins) inside.delete(name);
      if (waits) await Promise.all(pending);
    }
    await Promise.all(pending);
    for (const name of ["a", "b"]) {
      const size = [...inside.keys()].filter((key) => key.startsWith(name)).length;
      assert.equal(groups.members(name), size);
      assert.equal(groups.groups.some((group) => group.name === name), size > 0);
    }
  }));
});

Deno.test("a group is at the position of what it has handed on", async () => {
  await using backend = new LocalBackend(null, {
    ruleOf: (_group, event) => event === "log" ? { count: 9 } : {},
    onPublications: (turn) => groups.deliver(turn),
  });
  const groups = new GroupRegistry(parts(backend.records));
  const draft = (event: string) => ({ group: "a", event, key: null, id: null, text: event });
  await backend.records.publish([draft("log")]);
  const one = member();
  const group = await groups.join("a", one);
  assert.equal(group.position.offset, 1);
  await backend.records.publish([draft("log"), draft("passing")]);
  assert.deepEqual(group.position, group.record.position);
  assert.deepEqual([group.position.offset, one.received], [2, ["log", "passing"]]);
  groups.leave(group, one);
});

Deno.test("GroupRegistry.announceUnheard() tells viewers here and other nodes, which tell theirs once", async () => {
  await using backend = new LocalBackend(null, {
    ruleOf: () => ({ count: 1 }),
    onPublications: () => {},
    onAcknowledged: () => {},
  }, newNode("1"));
  const told = new Map<string, Fact>();
  const nodes: Nodes = {
    self: backend.nodes.self,
    all: backend.nodes.all,
    tell: (topic, name, fact) => void (topic === "unheard" && told.set(name, fact!)),
    told: (topic) => topic === "unheard" ? [told] : [],
  };
  const isFedBy = (source: string, group: string) => source === "default" && group === "fed";
  using here = new GroupRegistry({ ...parts(backend.records), nodes, isFedBy });
  using there = new GroupRegistry({ ...parts(backend.records), nodes, isFedBy });
  const gaps: string[] = [];
  const viewer = (place: string): Member => ({
    ...member(),
    dialect: "v1",
    tell: (frame) => void gaps.push(`${place} ${frame}`),
  });
  await here.join("fed", viewer("here"));
  await there.join("fed", viewer("there"));
  await there.join("other", viewer("other"));
  here.announceUnheard("default", { since: 1, until: 2 });
  for (const registry of [here, there, there]) registry.heard("unheard", ["default"]);
  const gap = '{"type":"$gap","group":"fed","from":1,"to":0,"since":1,"until":2,"cause":"backend"}';
  assert.deepEqual(gaps, [`here ${gap}`, `there ${gap}`]);
});
