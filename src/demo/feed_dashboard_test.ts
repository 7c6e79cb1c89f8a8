import assert from "node:assert/strict";
import { DashboardFeed, sampleUpdates } from "./feed_dashboard.ts";
import { Machine, type MachineSample, scoreOf } from "./machine.ts";
import { collectLog } from "./test_log.ts";
import { Recorder } from "./test_recorder.ts";
import { apiFor, runRounds } from "./test_rounds.ts";

const SAMPLE: MachineSample = {
  host: "a-host",
  cores: 4,
  load: { one: 1, five: 1, fifteen: 1 },
  memory: { total_bytes: 100, available_bytes: 40, used_percent: 60 },
  producer: { rss_bytes: 1, heap_used_bytes: 1, uptime_seconds: 1 },
};
const SERVER = { status: "ok", connections: 3, answer_ms: 1 };
const SYS = ["loadavg", "systemMemoryInfo", "hostname"] as const;

Deno.test("scoreOf() is the load of each core, at most 100, or the memory used without it", () => {
  const loadOf = (one: number) => scoreOf({ ...SAMPLE, load: { one, five: 0, fifteen: 0 } });
  assert.deepEqual([0, 1, 3.3, 4, 9].map(loadOf), [0, 25, 83, 100, 100]);
  assert.equal(scoreOf({ ...SAMPLE, load: null }), 60);
  assert.equal(scoreOf({ ...SAMPLE, load: null, memory: null }), null);
});

Deno.test("sampleUpdates() has a dashboard_update and a gcode_update of exactly type and data", () => {
  const [update, score, ...more] = sampleUpdates(17, SAMPLE, SERVER);
  assert.deepEqual(more, []);
  assert.deepEqual([update!.group, score!.group], ["dashboard_17", "dashboard_17"]);
  assert.deepEqual(Object.keys(update!.message), ["type", "data"]);
  assert.deepEqual(Object.keys(update!.message["data"] as object), [
    "measured_at",
    "host",
    "cores",
    "load",
    "memory",
    "producer",
    "server",
  ]);
  assert.deepEqual(score!.message, { type: "gcode_update", data: { g_code_score: 25, update_score: true } });
});

Deno.test("sampleUpdates() invents no score", () => {
  const updates = sampleUpdates(17, { ...SAMPLE, load: null, memory: null }, SERVER);
  assert.deepEqual(updates.map(({ message }) => message.type), ["dashboard_update"]);
});

Deno.test("DashboardFeed publishes what it measures to everyone, in one request", async () => {
  await using recorder = new Recorder();
  const feed = new DashboardFeed(apiFor(recorder.url), [{ userId: 1 }, { userId: 2 }]);
  await runRounds(feed, "Measuring the machine");
  assert.deepEqual(recorder.requests.map(({ method, path }) => `${method} ${path}`), [
    "GET /health/ready",
    "GET /ws/stats",
    "POST /api/v1/publish",
  ]);
  const groups = recorder.published.map(({ group, message }) => `${group} ${message.type}`);
  assert.deepEqual(groups, [
    "dashboard_1 dashboard_update",
    "dashboard_1 gcode_update",
    "dashboard_2 dashboard_update",
    "dashboard_2 gcode_update",
  ]);
  const { server } = recorder.published[0]!.message["data"] as { server: typeof SERVER };
  assert.deepEqual([server.status, server.connections, server.answer_ms >= 0], ["ok", 3, true]);
});

Deno.test({
  name: "Machine reads what it may",
  permissions: { sys: [...SYS] },
  fn: () => {
    const { host, cores, load, memory, producer } = new Machine().read();
    assert.ok(host && cores >= 1 && load && load.one >= 0);
    assert.ok(memory && memory.total_bytes > memory.available_bytes && memory.used_percent <= 100);
    assert.ok(producer.rss_bytes > 0);
  },
});

Deno.test({
  name: "Machine leaves out what it may not read, and says once which permissions that needs",
  permissions: { sys: ["loadavg"], env: "inherit" },
  fn: async () => {
    await using log = await collectLog();
    const machine = new Machine();
    const { host, load, memory } = machine.read();
    machine.read();
    assert.deepEqual([host, memory], [null, null]);
    assert.ok(load);
    assert.deepEqual(log.lines(), [
      "warning: Some of the machine's own numbers are missing: they need --allow-sys=systemMemoryInfo,hostname",
    ]);
  },
});
