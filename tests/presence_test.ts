/** Who is in a group: state on joining, what changes afterwards, and who must not learn of it. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast } from "./support/boardcast.ts";
import { ConfigFolder } from "./support/configured.ts";
import { eventually } from "./support/expect.ts";
import { expectStatus, publish, request } from "./support/http_client.ts";
import { Viewer, type ViewerOptions } from "./support/viewer.ts";
import { connect, type Frame } from "./support/ws_client.ts";

const BOARD = `
boards:
  room:
    path: /ws/room/{id}/
    access: {open: true}
    groups: [{name: "room:{id}", presence: true}, "quiet:{id}", {name: "corner:{id}:{n}", presence: true, join: true}]
    events: {note: {keep: 10000}}
  vault:
    path: /ws/vault/{id}/
    access: {scope: {parameter: id, claim: rooms}}
    groups: [{name: "vault:{id}", presence: true}, {name: "cell:{id}:{n}", presence: true, join: true}]
    events: {note: {keep: 10}}
`;
const KEY = { "x-api-key": API_KEY };
const PAD = "x".repeat(60_000);
const BURST = 200;
/** Told twice a second for as long as the burst may take. */
const FEW_FRAMES = 60;
/** Less than the pace: who is back after this was not missed. */
const SOON = 400;

const isPresence = ({ type }: Frame) => type === "$presence";

/** A viewer, and who it thinks is in a group, by what it was told. */
class Member implements AsyncDisposable {
  readonly viewer: Viewer;
  readonly group: string;

  private constructor(viewer: Viewer, group: string) {
    this.viewer = viewer;
    this.group = group;
  }

  /** `subject` in the room `id`; nobody by name without one. */
  static async of(
    server: RunningBoardcast,
    id: string,
    subject?: string,
    joins: string[] = [],
  ): Promise<Member> {
    const claims = subject === undefined ? undefined : { sub: subject, name: `${subject} the person` };
    const options: ViewerOptions = { claims, joins };
    return new Member(await Viewer.open(server, `/ws/room/${id}/`, options), joins[0] ?? `room:${id}`);
  }

  /** What it was told of the group. */
  get told(): Frame[] {
    return this.viewer.seen.filter((frame) => isPresence(frame) && frame["group"] === this.group);
  }

  /** The subjects of those who are there, in alphabetical order. */
  get people(): string[] {
    const here = new Set<string>();
    for (const { people, joined = [], left = [] } of this.told) {
      if (people) here.clear();
      for (const { subject } of [...people ?? [], ...joined]) here.add(subject);
      for (const { subject } of left) here.delete(subject);
    }
    return [...here].sort();
  }

  /** Waits until these are there. */
  async sees(...subjects: string[]): Promise<void> {
    const wanted = subjects.toSorted().join();
    await this.viewer.client.until(() => this.people.join() === wanted, 20_000).catch(() =>
      assert.deepEqual(this.people, wanted.split(","))
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.viewer[Symbol.asyncDispose]();
  }
}

async function start(): Promise<RunningBoardcast> {
  await using folder = await ConfigFolder.with(BOARD);
  return await folder.serve();
}

async function members(server: RunningBoardcast, group: string): Promise<number> {
  const { body } = await expectStatus(200, server, "GET", `/api/v1/groups/${group}`, { headers: KEY });
  return body.members;
}

/** Waits until the server knows that so many are in `group`. */
async function membersAre(server: RunningBoardcast, group: string, count: number): Promise<void> {
  await eventually(() => members(server, group), (now) => now === count);
}

const subjectsIn = (frames: readonly Frame[]) =>
  frames.flatMap(({ people = [], joined = [], left = [] }) => [...people, ...joined, ...left])
    .map(({ subject }) => subject);

Deno.test("who joins is told who is there, and everybody who comes and goes afterwards", async () => {
  await using server = await start();
  await using ann = await Member.of(server, "1", "ann");
  await ann.sees("ann");
  const { people } = ann.told[0]!;
  assert.deepEqual(people, [{ subject: "ann", name: "ann the person" }], "the first is the state");
  const bob = await Member.of(server, "1", "bob");
  await bob.sees("ann", "bob");
  assert.ok(bob.told[0]!["people"], "the first is the state");
  await ann.sees("ann", "bob");
  await using _elsewhere = await Member.of(server, "2", "eve");
  await bob[Symbol.asyncDispose]();
  await ann.sees("ann");
  const { joined, left } = ann.told.at(-1)!;
  assert.deepEqual([joined, left], [[], [{ subject: "bob", name: "bob the person" }]]);
  assert.ok(ann.told.slice(1).every(({ people }) => !people), "only differences");
  assert.ok(!subjectsIn(ann.told).includes("eve"), "another room is none of theirs");
});

Deno.test("one person with three tabs is one person, who leaves with the last of them", async () => {
  await using server = await start();
  await using bob = await Member.of(server, "1", "bob");
  const tabs = [];
  for (let n = 0; n < 3; n++) tabs.push(await Member.of(server, "1", "ann"));
  await membersAre(server, "room:1", 4);
  await bob.sees("ann", "bob");
  await tabs[0]!.viewer.client.close();
  await tabs[1]!.viewer.client.cut();
  await membersAre(server, "room:1", 2);
  await using _cyd = await Member.of(server, "1", "cyd");
  await bob.sees("ann", "bob", "cyd");
  assert.deepEqual(bob.told.flatMap(({ left }) => left ?? []), [], "nobody has left");
  const joined = bob.told.filter((frame) => frame["joined"]?.some(({ subject }: Frame) => subject === "ann"));
  assert.equal(joined.length, 1, "ann came once");
  await tabs[2]!.viewer.client.cut();
  await bob.sees("bob", "cyd");
});

Deno.test("a page that is loaded again causes no message", async () => {
  await using server = await start();
  await using bob = await Member.of(server, "1", "bob");
  let ann = await Member.of(server, "1", "ann");
  await bob.sees("ann", "bob");
  // A machine that is too busy to be back in time proves nothing, and tries again.
  for (let attempt = 0;; attempt++) {
    assert.ok(attempt < 20, "never back in time");
    await bob.viewer.rest();
    const before = bob.told.length;
    const left = performance.now();
    await ann.viewer.client.cut();
    ann = await Member.of(server, "1", "ann");
    await ann.sees("ann", "bob");
    if (performance.now() - left > SOON) continue;
    await using cyd = await Member.of(server, "1", `cyd${attempt}`);
    await bob.sees("ann", "bob", `cyd${attempt}`);
    assert.ok(!subjectsIn(bob.told.slice(before)).includes("ann"), JSON.stringify(bob.told.slice(before)));
    await cyd.viewer.client.cut();
    break;
  }
  await ann[Symbol.asyncDispose]();
  await bob.sees("bob");
});

Deno.test("who comes while a page is loaded again sees in the end who has come back", async () => {
  await using server = await start();
  await using bob = await Member.of(server, "1", "bob");
  const ann = await Member.of(server, "1", "ann");
  await bob.sees("ann", "bob");
  await ann[Symbol.asyncDispose]();
  await membersAre(server, "quiet:1", 1);
  await using cyd = await Member.of(server, "1", "cyd");
  await cyd.viewer.nextOf("$presence");
  await using _back = await Member.of(server, "1", "ann");
  for (const one of [bob, cyd]) await one.sees("ann", "bob", "cyd");
});

Deno.test("who has not signed in is told who is there, and is not listed", async () => {
  await using server = await start();
  await using nobody = await Member.of(server, "1");
  await nobody.viewer.nextOf("$presence");
  assert.deepEqual(nobody.told[0]!["people"], []);
  await using ann = await Member.of(server, "1", "ann");
  await nobody.sees("ann");
  await using _another = await Member.of(server, "1");
  await membersAre(server, "room:1", 3);
  await using _bob = await Member.of(server, "1", "bob");
  await ann.sees("ann", "bob");
  await nobody.sees("ann", "bob");
  assert.deepEqual([...new Set(subjectsIn(ann.told))].sort(), ["ann", "bob"]);
});

Deno.test("there is no $presence of a group that does not declare it, nor for a plain client", async () => {
  await using server = await start();
  await using plain = await connect(`${server.wsUrl}/ws/room/1/`, {
    headers: { authorization: `Bearer ${await mintToken({ sub: "old" })}` },
  });
  await using ann = await Member.of(server, "1", "ann");
  await using bob = await Member.of(server, "1", "bob");
  for (const one of [ann, bob]) await one.sees("ann", "bob", "old");
  await publish(server, "quiet:1", { type: "note", n: 1 });
  await ann.viewer.next(({ n }) => n === 1);
  const groups = ann.viewer.seen.filter(isPresence).map(({ group }) => group);
  assert.deepEqual([...new Set(groups)], ["room:1"]);
  assert.deepEqual([(await plain.receive())["n"], plain.unread], [1, 0]);
  const { body } = await expectStatus(200, server, "GET", "/api/v1/groups/quiet:1", { headers: KEY });
  assert.ok(!("people" in body), JSON.stringify(body));
});

Deno.test("two hundred who join at once cost each member tens of messages at most", async () => {
  await using server = await start();
  await using first = await Member.of(server, "1", "p0");
  const names = Array.from({ length: BURST + 1 }, (_, n) => `p${n}`);
  const all = await Promise.all(names.slice(1).map((name) => Member.of(server, "1", name)));
  try {
    await Promise.all([first, ...all].map((member) => member.sees(...names)));
    const costs = [first, ...all].map(({ told }) => told.length);
    assert.ok(Math.max(...costs) <= FEW_FRAMES, `up to ${Math.max(...costs)} messages`);
    await Promise.all(all.map((member) => member.viewer.client.cut()));
    await first.sees("p0");
    assert.ok(first.told.length <= 2 * FEW_FRAMES, `${first.told.length} messages`);
  } finally {
    for (const member of all) await member[Symbol.asyncDispose]();
  }
});

Deno.test("a group that one leaves says nothing more, and one that is joined tells its state", async () => {
  await using server = await start();
  await using bob = await Member.of(server, "1", "bob", ["corner:1:a"]);
  await bob.sees("bob");
  await using ann = await Member.of(server, "1", "ann");
  assert.equal((await ann.viewer.client.join("corner:1:a"))["type"], "$reply");
  await bob.sees("ann", "bob");
  const inCorner = ({ type, group }: Frame) => type === "$presence" && group === "corner:1:a";
  assert.ok(ann.viewer.seen.find(inCorner)?.["people"], "the state comes first");
  await ann.viewer.client.leave("corner:1:a");
  await bob.sees("bob");
  await ann.viewer.rest();
  const before = ann.viewer.seen.length;
  await using cyd = await Member.of(server, "1", "cyd", ["corner:1:a"]);
  await cyd.sees("bob", "cyd");
  await bob.sees("bob", "cyd");
  assert.ok(!(await ann.viewer.rest(), ann.viewer.seen.slice(before)).some(inCorner));
});

Deno.test("who may not see a group learns nothing of who is there", async () => {
  await using server = await start();
  const see = async (sub: string, rooms: string[], id: string) =>
    await Viewer.open(server, `/ws/vault/${id}/`, { claims: { sub, rooms } });
  await using ann = await see("ann", ["a"], "a");
  assert.equal((await ann.nextOf("$presence"))["people"].length, 1);
  await using eve = await see("eve", ["b"], "b");
  await eve.rest();
  for (const type of ["$join", "$leave"]) {
    for (const group of ["vault:a", "cell:a:1", "room:1"]) {
      assert.equal((await eve.client.ask({ type, group }))["code"], "notAllowed", `${type} ${group}`);
    }
  }
  const token = await mintToken({ sub: "eve", rooms: ["b"] });
  const refused = await request(server, "GET", "/api/v1/groups/vault:a", { token });
  assert.deepEqual([refused.status, "people" in refused.body], [403, false]);
  assert.equal((await request(server, "GET", "/api/v1/groups/vault:a")).status, 401);
  await using bob = await see("bob", ["a", "b"], "a");
  await ann.next((frame) => isPresence(frame) && subjectsIn([frame]).includes("bob"));
  await bob.rest();
  assert.deepEqual(new Set(subjectsIn((await eve.rest(), eve.seen).filter(isPresence))), new Set(["eve"]));
  await using thief = await see("eve", ["b"], "a");
  assert.equal((await thief.ended()).code, 4403);
  assert.deepEqual(thief.seen, []);
});

Deno.test("a member that has lagged is told afterwards who is there", async () => {
  await using server = await start();
  await using slow = await Member.of(server, "1", "slow");
  await using ann = await Member.of(server, "1", "ann");
  const bob = await Member.of(server, "1", "bob");
  await slow.sees("ann", "bob", "slow");
  slow.viewer.client.pause();
  for (let n = 0;; n++) {
    assert.ok(n < 600, "nobody lags");
    await publish(server, "room:1", { type: "note", n, pad: PAD });
    await ann.viewer.next((frame) => frame["n"] === n);
    const { body } = await request(server, "GET", "/metrics", { headers: KEY });
    if (/^boardcast_lagging_connections 1$/m.test(String(body))) break;
  }
  await bob[Symbol.asyncDispose]();
  await using _cyd = await Member.of(server, "1", "cyd");
  await ann.sees("ann", "cyd", "slow");
  const before = slow.told.length;
  slow.viewer.client.goOn();
  await slow.sees("ann", "cyd", "slow");
  const { people } = slow.told[before]!;
  assert.deepEqual(people?.map(({ subject }: Frame) => subject), ["slow", "ann", "cyd"], "the whole state");
});
