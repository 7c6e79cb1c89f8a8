import assert from "node:assert/strict";
import fc from "fast-check";
import type { Person } from "./member.ts";
import { Presence, type PresenceChange } from "./presence.ts";

const PACE = 5;
const [ann, bob, cat] = ["ann", "bob", "cat"].map(person) as [Person, Person, Person];

function person(name: string): Person {
  return { subject: name, name: name.toUpperCase() };
}

/** What a presence tells, one change after the other. */
class Told {
  readonly changes: PresenceChange[] = [];
  #wake = () => {};

  readonly take = (change: PresenceChange) => {
    this.changes.push(change);
    this.#wake();
  };

  async next(): Promise<PresenceChange> {
    while (this.changes.length === 0) await new Promise<void>((resolve) => this.#wake = resolve);
    return this.changes.shift()!;
  }
}

Deno.test("Presence tells together who has come and gone", async () => {
  const told = new Told();
  using presence = new Presence(told.take, PACE);
  for (const one of [bob, ann]) presence.join(one);
  assert.deepEqual(presence.people, [bob, ann]);
  assert.deepEqual(await told.next(), { joined: [bob, ann], left: [] });
  presence.leave(bob);
  presence.join(cat);
  assert.deepEqual(presence.people, [ann, cat]);
  assert.deepEqual(await told.next(), { joined: [cat], left: [bob] });
});

Deno.test("Presence takes one person with three connections for one, who leaves with the last of them", async () => {
  const told = new Told();
  using presence = new Presence(told.take, PACE);
  for (let tab = 0; tab < 3; tab++) presence.join({ ...ann });
  assert.deepEqual(await told.next(), { joined: [ann], left: [] });
  for (let tab = 0; tab < 2; tab++) presence.leave({ ...ann });
  presence.join(bob);
  assert.deepEqual(presence.people, [ann, bob]);
  assert.deepEqual(await told.next(), { joined: [bob], left: [] });
  presence.leave({ ...ann });
  assert.deepEqual(await told.next(), { joined: [], left: [ann] });
});

Deno.test("Presence says nothing of who leaves and is back at once", async () => {
  const told = new Told();
  using presence = new Presence(told.take, PACE);
  presence.join(ann);
  await told.next();
  presence.leave(ann);
  presence.join(ann);
  presence.join(bob);
  presence.leave(bob);
  presence.join(cat);
  assert.deepEqual(await told.next(), { joined: [cat], left: [] });
});

Deno.test("Presence tells also what has changed back if somebody saw it otherwise", async () => {
  const told = new Told();
  using presence = new Presence(told.take, PACE);
  presence.join(ann);
  await told.next();
  presence.leave(ann);
  presence.join(bob);
  assert.deepEqual(presence.people, [bob]);
  presence.leave(bob);
  presence.join(ann);
  assert.deepEqual(await told.next(), { joined: [ann], left: [bob] });
});

Deno.test("Presence tells a thousand who come one by one in a few changes, no faster than its pace", async () => {
  const told = new Told();
  const pace = 20;
  using presence = new Presence(told.take, pace);
  const began = performance.now();
  const joined: Person[] = [];
  for (let n = 0; n < 1_000; n++) {
    presence.join(person(`p${n}`));
    // The timers get their turns.
    if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  presence.join(ann);
  let changes = 0;
  while (!joined.includes(ann)) {
    joined.push(...(await told.next()).joined);
    changes++;
  }
  assert.deepEqual(joined, presence.people);
  // A timer may be a millisecond early.
  const most = (performance.now() - began) / (pace - 1);
  assert.ok(changes >= 2 && changes <= most, `${changes} changes, ${most} are the most`);
});

Deno.test("Presence: whoever asked at any moment knows by the changes who is here", async () => {
  const names = ["ann", "bob", "cat", "dan"];
  const steps = fc.array(
    fc.record({
      name: fc.constantFrom(...names),
      joins: fc.boolean(),
      asks: fc.boolean(),
      waits: fc.boolean(),
    }),
    { maxLength: 20 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const viewers: Set<string>[] = [];
      using presence = new Presence(({ joined, left }) => {
        for (const viewer of viewers) {
          for (const { subject } of joined) viewer.add(subject);
          for (const { subject } of left) viewer.delete(subject);
        }
      }, 0);
      const connections = new Map<string, number>();
      for (
        const { name, joins, asks, waits } of [...all, { name: "end", joins: true, asks: true, waits: true }]
      ) {
        const count = connections.get(name) ?? 0;
        if (joins) presence.join(person(name));
        else if (count > 0) presence.leave(person(name));
        connections.set(name, Math.max(0, joins ? count + 1 : count - 1));
        if (asks) viewers.push(new Set(presence.people.map(({ subject }) => subject)));
        if (waits) await new Promise((resolve) => setTimeout(resolve));
      }
      const here = [...connections].filter(([, count]) => count > 0).map(([name]) => name).sort();
      for (const viewer of viewers) assert.deepEqual([...viewer].sort(), here);
    }),
    { numRuns: 50 },
  );
});

Deno.test("Presence has who is elsewhere too, once, and tells nothing of who is here as well", async () => {
  const told = new Told();
  using presence = new Presence(told.take, PACE);
  presence.join(ann);
  presence.takeElsewhere([ann, bob]);
  assert.deepEqual(presence.people, [ann, bob]);
  assert.deepEqual(presence.here, [ann]);
  assert.deepEqual(await told.next(), { joined: [ann, bob], left: [] });
  presence.leave(ann);
  presence.join(bob);
  presence.takeElsewhere([ann, cat]);
  assert.deepEqual(await told.next(), { joined: [cat], left: [] });
  presence.takeElsewhere([]);
  assert.deepEqual(await told.next(), { joined: [], left: [ann, cat] });
  assert.deepEqual(presence.people, [bob]);
});
