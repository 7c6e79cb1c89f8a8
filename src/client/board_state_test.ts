import assert from "node:assert/strict";
import { BoardState } from "./board_state.ts";

const EVENTS = {
  state: { key: ["k"], count: 1 },
  series: { key: ["k"], count: 3 },
  entry: { count: 4 },
};

function welcome(groups: Record<string, string>, subject: string | null = "ann", freshness: unknown[] = []) {
  return {
    type: "$welcome",
    connection: "c",
    identity: { subject, roles: [] },
    groups: Object.fromEntries(Object.entries(groups).map(([group, epoch]) => [group, { epoch, offset: 0 }])),
    events: EVENTS,
    freshness,
    heartbeat: 30_000,
    server: "s",
  };
}

function message(
  group: string,
  $offset: number | undefined,
  type: string,
  more: Record<string, unknown> = {},
) {
  return { $group: group, ...$offset !== undefined && { $offset }, type, ...more };
}

function stateOf(...frames: Record<string, unknown>[]): BoardState {
  const state = new BoardState();
  for (const frame of frames) state.take(frame);
  return state;
}

Deno.test("BoardState knows where it stands: by publications, by $resumed, not by gaps", () => {
  const state = stateOf(welcome({ g: "e1", h: "e1" }));
  assert.deepEqual([...state.positions], []);
  state.take(message("g", 7, "entry"));
  state.take(message("g", undefined, "flash"));
  state.take({ type: "$gap", group: "g", from: 8, to: 9, since: null, until: 1, cause: "trimmed" });
  assert.deepEqual([...state.positions], [["g", { epoch: "e1", offset: 7 }]]);
  state.take({ type: "$resumed", group: "g", from: 7, to: 12 });
  state.take({ type: "$resumed", group: "h", from: 0, to: 0 });
  assert.deepEqual(Object.fromEntries(state.positions), {
    g: { epoch: "e1", offset: 12 },
    h: { epoch: "e1", offset: 0 },
  });
});

Deno.test("BoardState takes nothing twice", () => {
  const state = stateOf(welcome({ g: "e1" }));
  assert.ok(state.take(message("g", 1, "entry")));
  assert.equal(state.take(message("g", 1, "entry")), null);
  assert.ok(state.take(message("g", undefined, "flash")));
  assert.equal(state.all("entry").length, 1);
  assert.equal(state.all("flash").length, 0);
});

Deno.test("BoardState keeps its position of a record that began anew until the server has said so", () => {
  const state = stateOf(welcome({ g: "e1" }), message("g", 7, "state", { k: 1 }), welcome({ g: "e2" }));
  assert.deepEqual(state.positions.get("g"), { epoch: "e1", offset: 7 });
  state.take({
    type: "$gap",
    group: "g",
    from: 8,
    to: 7,
    since: null,
    until: 1,
    cause: "restarted",
    epoch: "e2",
  });
  assert.equal(state.positions.get("g"), undefined);
  assert.equal(state.all("state").length, 1, "kept until something newer comes");
  assert.ok(state.take(message("g", 1, "state", { k: 2 })));
  assert.deepEqual(state.positions.get("g"), { epoch: "e2", offset: 1 });
  assert.deepEqual(state.all("state").map(({ k }) => k), [1, 2]);
});

Deno.test("BoardState replaces a log of which the record has begun anew", () => {
  const state = stateOf(
    welcome({ g: "e1" }),
    message("g", 6, "entry", { n: 1 }),
    message("g", 7, "entry", { n: 2 }),
  );
  state.take({
    type: "$gap",
    group: "g",
    from: 8,
    to: 7,
    since: null,
    until: 1,
    cause: "restarted",
    epoch: "e2",
  });
  for (const n of [1, 2]) state.take(message("g", n, "entry", { n }));
  assert.deepEqual(state.all("entry").map(({ n }) => n), [1, 2]);
});

Deno.test("BoardState remembers the latest of each key, series and logs, and no more than the rule says", () => {
  const state = stateOf(welcome({ g: "e", h: "e" }));
  for (let n = 1; n <= 6; n++) {
    state.take(message("g", 3 * n, "state", { k: n % 2, n }));
    state.take(message("g", 3 * n + 1, "series", { k: "x", n }));
    state.take(message("g", 3 * n + 2, "entry", { n }));
  }
  const numbers = (event: string, key?: string | number) => state.all(event, key).map(({ n }) => n);
  assert.deepEqual(numbers("state"), [5, 6]);
  assert.deepEqual(numbers("state", 1), [5]);
  assert.deepEqual(numbers("state", "1"), []);
  assert.deepEqual(numbers("series"), [6]);
  assert.deepEqual(numbers("series", "x"), [4, 5, 6]);
  assert.deepEqual(numbers("entry"), [3, 4, 5, 6]);
  state.take(message("h", 1, "state", { k: 1, n: 7 }));
  assert.deepEqual(numbers("state"), [5, 6, 7], "another group's key is another");
});

Deno.test("BoardState bounds what no rule bounds", () => {
  const state = stateOf(welcome({ g: "e" }));
  for (let n = 1; n <= 100_010; n++) {
    state.take(message("g", 2 * n, "state", { k: n }));
    if (n <= 1_010) state.take(message("g", 2 * n + 1, "unknown", { n }));
  }
  assert.equal(state.all("state").length, 100_000);
  assert.equal(state.all("state")[0]!["k"], 11);
  assert.equal(state.all("unknown").length, 1_000);
});

Deno.test("BoardState remembers the less of each key, the more keys there are", () => {
  const state = stateOf(welcome({ g: "e" }));
  let offset = 0;
  const series = (k: number, n: number) => state.take(message("g", ++offset, "series", { k, n }));
  for (let n = 1; n <= 3; n++) series(1, n);
  assert.equal(state.all("series", 1).length, 3);
  for (let k = 2; k <= 50_000; k++) series(k, 0);
  for (let n = 4; n <= 6; n++) series(1, n);
  assert.deepEqual(state.all("series", 1).map(({ n }) => n), [5, 6]);
});

Deno.test("BoardState shows nobody what another was told, nor anybody what is of a lost group", () => {
  const state = stateOf(
    welcome({ g: "e", user_ann: "e" }),
    message("g", 1, "entry"),
    message("user_ann", 1, "note"),
  );
  assert.deepEqual(state.waiting, [1]);
  state.take(welcome({ user_ann: "e" }));
  assert.equal(state.all("entry").length, 0);
  assert.equal(state.all("note").length, 1);
  state.take(welcome({ g: "e", user_ann: "e" }, "bob"));
  assert.equal(state.all("note").length, 0);
  assert.deepEqual([...state.positions], []);
  assert.equal(state.identity?.subject, "bob");
});

Deno.test("BoardState knows who is there, what waits and what is fresh", () => {
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((subject) => ({ subject, name: subject }));
  const state = stateOf(
    welcome({ g: "e", user_ann: "e" }, "ann", [
      { group: "g", event: "state", status: "fresh", age: 5 },
      { group: "g", event: "state", key: [1], status: "late", age: 50, cause: "producer" },
    ]),
    { type: "$presence", group: "g", people: [ann, bob] },
    { type: "$presence", group: "g", joined: [eve, ann], left: [bob] },
    { type: "$waiting", group: "user_ann", offsets: [1, 2] },
    message("user_ann", 3, "note"),
    { type: "$ack", group: "user_ann", offsets: [2] },
  );
  assert.deepEqual(state.people("g"), [ann, eve]);
  assert.deepEqual(state.waiting, [1, 3]);
  assert.equal(state.freshness("state")?.status, "fresh");
  assert.equal(state.freshness("state", 1)?.status, "late");
  assert.equal(state.freshness("state", 2)?.status, "fresh", "as the event as a whole");
  assert.equal(state.freshness("entry"), undefined);
  state.take({ type: "$freshness", group: "g", event: "state", key: [1], status: "fresh", age: 0 });
  assert.equal(state.freshness("state", [1])?.status, "fresh");
});

Deno.test("BoardState.snapshot() tells a newcomer all that is known", () => {
  const state = stateOf(
    welcome({ g: "e", user_ann: "e" }, "ann", [{ group: "g", event: "state", status: "late", age: 5 }]),
    message("g", 4, "state", { k: 1 }),
    message("g", 5, "entry"),
    message("g", undefined, "flash"),
    message("g", 9, "state", { k: 1, n: 2 }),
    { type: "$resumed", group: "g", from: 0, to: 11 },
    { type: "$presence", group: "g", people: [{ subject: "ann", name: "Ann" }] },
    { type: "$waiting", group: "user_ann", offsets: [3] },
  );
  assert.deepEqual(new BoardState().snapshot(), []);
  const other = stateOf(...state.snapshot());
  assert.deepEqual(other.identity, state.identity);
  assert.deepEqual(other.positions.get("g"), { epoch: "e", offset: 11 });
  assert.deepEqual(
    other.remembered().map(({ message }) => message),
    state.remembered().map(({ message }) => message),
  );
  assert.deepEqual(other.people("g"), state.people("g"));
  assert.deepEqual(other.waiting, [3]);
  assert.equal(other.freshness("state")?.status, "late");
});

Deno.test("BoardState forgets a group that is left", () => {
  const state = stateOf(welcome({ g: "e" }));
  state.asked.add("room");
  state.take(message("room", 1, "entry"));
  assert.equal(state.has("room"), false);
  state.take({ type: "$reply", group: "room", epoch: "e7", offset: 1 });
  assert.equal(state.has("room"), true);
  assert.deepEqual(state.positions.get("room"), { epoch: "e7", offset: 1 });
  state.take({ type: "$reply", group: "room" });
  assert.equal(state.has("room"), false);
  assert.equal(state.all("entry").length, 0);
  state.take({ type: "$reply", group: "g", acknowledged: 1 });
  assert.equal(state.has("g"), true);
});

Deno.test("BoardState: an event that is heard of in one group is fresh, and so is a key of which nothing else is told", () => {
  const state = stateOf(welcome({ g: "e", h: "e" }));
  const report = (group: string, status: string, key?: unknown[]) =>
    state.take({ type: "$freshness", group, event: "price", status, age: 1, ...key && { key } });
  report("g", "silent");
  report("g", "silent", ["EURUSD"]);
  report("h", "fresh");
  assert.equal(state.freshness("price")?.status, "fresh");
  assert.equal(state.freshness("price", "AAPL")?.status, "fresh");
  assert.equal(state.freshness("price", "EURUSD")?.status, "silent");
  report("h", "late");
  assert.equal(state.freshness("price")?.status, "late");
});
