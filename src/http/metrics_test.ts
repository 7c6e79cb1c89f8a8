import assert from "node:assert/strict";
import type { BridgeStatus } from "../backend/django/django_bridge.ts";
import { Metrics, type MetricsSource } from "./metrics.ts";

/** Counts that a test changes between two readings. */
type Counts = { -readonly [Name in keyof MetricsSource]: MetricsSource[Name] };

function counts(): Counts {
  return {
    connections: [
      { board: "trading", dialect: "v1", count: 3 },
      { board: "trading", dialect: "plain", count: 2 },
    ],
    lagging: 1,
    stuck: 4,
    closes: new Map([["4008", 5], ["peer", 6]]),
    refusals: new Map([["4401", 7]]),
    groups: 8,
    members: 9,
    publications: 10,
    deliveries: 11,
    dropped: 12,
    publishesRefused: 13,
    recordReads: 14,
    django: [],
    djangoMisfits: new Map(),
  };
}

/** The samples in `text`, without the names' common beginning. */
function samples(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => {
    const [, name, value] = /^boardcast_(\S+) (\S+)$/.exec(line) ?? assert.fail(line);
    return [name!, Number(value)];
  }));
}

Deno.test("Metrics tells what the server counts", () => {
  using metrics = new Metrics(counts());
  const read = samples(metrics.text);
  const own = [...read].filter(([name]) => !/^(event_loop|resident)/.test(name));
  assert.deepEqual(Object.fromEntries(own), {
    'connections{board="trading",dialect="v1"}': 3,
    'connections{board="trading",dialect="plain"}': 2,
    lagging_connections: 1,
    stuck_sockets: 4,
    'connections_closed_total{code="4008"}': 5,
    'connections_closed_total{code="peer"}': 6,
    'upgrades_refused_total{code="4401"}': 7,
    open_groups: 8,
    members: 9,
    publications_total: 10,
    deliveries_total: 11,
    transient_publications_dropped_total: 12,
    publishes_refused_total: 13,
    record_reads_total: 14,
  });
});

Deno.test("Metrics reads anew each time, and forgets a board without connections", () => {
  const source = counts();
  using metrics = new Metrics(source);
  metrics.text;
  source.connections = [{ board: "school", dialect: "v1", count: 1 }];
  source.publications = 20;
  const read = samples(metrics.text);
  assert.equal(read.get("publications_total"), 20);
  const boards = [...read.keys()].filter((name) => name.startsWith("connections{"));
  assert.deepEqual(boards, ['connections{board="school",dialect="v1"}']);
});

Deno.test("Metrics tells the memory and the delay of the event loop in base units", async () => {
  using metrics = new Metrics(counts());
  const until = performance.now() + 250;
  while (performance.now() < until);
  let read = samples(metrics.text);
  for (; read.get("event_loop_delay_seconds_count") === 0; read = samples(metrics.text)) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  const sum = read.get("event_loop_delay_seconds_sum")!;
  assert.ok(sum > 0.2 && sum < 10, `${sum} s`);
  assert.equal(read.get('event_loop_delay_seconds_bucket{le="0.2"}'), 0);
  assert.ok(read.get("resident_memory_bytes")! > 10_000_000);
});

Deno.test("two servers in one process count apart", () => {
  using one = new Metrics(counts());
  using other = new Metrics({ ...counts(), lagging: 100 });
  assert.equal(samples(one.text).get("lagging_connections"), 1);
  assert.equal(samples(other.text).get("lagging_connections"), 100);
});

Deno.test("docs/metrics.md explains every metric, and no other", async () => {
  const layer: BridgeStatus = {
    layer: "default",
    state: "following",
    problem: null,
    received: 1,
    published: 1,
    waiting: 0,
    sent: 1,
    unsent: 0,
    test: null,
  };
  using metrics = new Metrics({ ...counts(), django: [layer], djangoMisfits: new Map([["no type", 1]]) });
  const document = await Deno.readTextFile(new URL("../../docs/metrics.md", import.meta.url));
  const names = [...metrics.text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) =>
    `${name} ${type}`
  );
  const rows = [...document.matchAll(/^\| `(boardcast_\w+)`\s+\| (\w+)/gm)];
  assert.deepEqual(rows.map(([, name, type]) => `${name} ${type}`).toSorted(), names.toSorted());
});
