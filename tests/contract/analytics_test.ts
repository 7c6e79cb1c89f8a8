/** What the tutoring board makes of what it is told: analytics, alerts to resolve, interventions to move on. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { assertKeys, eachRow, eventually, receiveUntil } from "../support/expect.ts";
import { expectStatus, publish, request } from "../support/http_client.ts";
import { ANALYTICS_KEYS, TIERS } from "../support/tutoring.ts";
import { connect, type Frame } from "../support/ws_client.ts";

function metrics(tutor: string, tier: string, rating: number, more: Record<string, unknown> = {}) {
  return {
    tutor_id: tutor,
    tutor_name: `Tutor ${tutor}`,
    window: "30day",
    calculation_date: "2025-11-10",
    sessions_completed: 10,
    avg_rating: rating,
    first_session_success_rate: 0.9,
    reschedule_rate: 0.1,
    no_show_count: 1,
    engagement_score: 80,
    learning_objectives_met_pct: 0.7,
    performance_tier: tier,
    ...more,
  };
}

const TUTORS = [
  metrics("t1", "Exemplary", 5),
  metrics("t2", "Strong", 4),
  metrics("t3", "Developing", 3),
  metrics("t4", "Needs Attention", 2.5),
  metrics("t5", "At Risk", 1.5, { engagement_score: 30 }),
  metrics("t1", "Exemplary", 5, { window: "7day", sessions_completed: 3 }),
];

const EXPECTED = {
  total_tutors: 5,
  active_tutors: 5,
  performance_distribution: Object.fromEntries(TIERS.map((tier) => [tier, 1])),
  avg_rating: 3.2,
  avg_engagement_score: 70,
  total_sessions_7day: 3,
  total_sessions_30day: 50,
  alerts_count: { critical: 2, warning: 1, info: 0 },
};

const REFUSALS = [
  { name: "nobody", claims: undefined, status: 401 },
  { name: "a viewer", claims: { sub: "v", role: "viewer" }, status: 403 },
  { name: "a trader", claims: { sub: "t", role: "trader" }, status: 403 },
];

const ROLES = ["tutor_manager", "publisher", "admin"].map((role) => ({ name: `by a ${role}`, role }));

async function get(server: RunningBoardcast, path: string) {
  return (await expectStatus(200, server, "GET", path)).body;
}

async function fill(server: RunningBoardcast): Promise<void> {
  for (const data of TUTORS) await publish(server, "tutoring", { type: "metrics_update", data });
}

function equals(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

Deno.test("tutoring: analytics come from the metrics", async (t) => {
  await using server = await startBoardcast();
  await using watcher = await connect(`${server.wsUrl}/ws/dashboard`);
  await fill(server);

  await t.step("overview", async () => {
    const overview = await get(server, "/api/analytics/overview");
    assertKeys(overview, ANALYTICS_KEYS, "the overview");
    assert.deepEqual(overview, EXPECTED);
  });
  await t.step("a new connection is told the same", async () => {
    await using late = await connect(`${server.wsUrl}/ws/dashboard`);
    assert.deepEqual((await late.receive()).data, EXPECTED);
  });
  await t.step("an open connection hears all metrics, then the change", async () => {
    const isChange = (frame: Frame) => frame.type === "analytics_update" && frame.data.total_tutors === 5;
    const frames = await receiveUntil(watcher, isChange);
    const heard = frames.filter(({ type }) => type === "metrics_update");
    for (const frame of heard) assertKeys(frame, ["type", "data", "timestamp"], "metrics_update");
    for (const data of TUTORS.slice(0, 5)) {
      assert.ok(heard.some((frame) => equals(frame.data, data)), data.tutor_id);
    }
  });
  await t.step("tutors at risk", async () => {
    const { tutors } = await get(server, "/api/analytics/at-risk-tutors");
    const ids = tutors.map((tutor: { tutor_id: string }) => tutor.tutor_id);
    assert.ok(ids.includes("t5") && !ids.includes("t1"), JSON.stringify(ids));
  });
  await t.step("the latest metrics of a window", async () => {
    const all = (await get(server, "/api/analytics/tutor-metrics?window=30day")).metrics;
    assert.equal(all.length, 5);
    assert.equal((await get(server, "/api/analytics/tutor-metrics?window=7day")).metrics.length, 1);
  });
  await t.step("newer metrics replace older ones", async () => {
    await publish(server, "tutoring", { type: "metrics_update", data: metrics("t5", "Strong", 4) });
    const { performance_distribution } = await get(server, "/api/analytics/overview");
    assert.deepEqual([performance_distribution.Strong, performance_distribution["At Risk"]], [2, 0]);
    assert.equal((await get(server, "/api/analytics/tutor-metrics?window=30day")).metrics.length, 5);
  });
});

Deno.test("tutoring: alerts and interventions", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, ROLES, async ({ role }) => {
    const id = `alert-${role}`;
    const data = { id, severity: "critical", tutor_id: "t1", message: "m" };
    await publish(server, "tutoring", { type: "alert", data });
    const open = await get(server, "/api/alerts?resolved=false");
    assert.ok(open.alerts.some((alert: { id: string }) => alert.id === id), JSON.stringify(open));
    const token = await mintToken({ sub: "x", role });
    await expectStatus(200, server, "POST", `/api/alerts/${id}/resolve`, { token, json: {} });
    const resolved = await get(server, "/api/alerts?resolved=true");
    assert.ok(resolved.alerts.some((alert: { id: string }) => alert.id === id), JSON.stringify(resolved));
    const left = await get(server, "/api/alerts?resolved=false");
    assert.ok(!left.alerts.some((alert: { id: string }) => alert.id === id), JSON.stringify(left));
  });
  await eachRow(t, ROLES, async ({ role }) => {
    const id = `intervention-${role}`;
    const data = { id, tutor_id: "t1", title: "Talk", status: "pending" };
    await publish(server, "tutoring", { type: "intervention", data });
    const token = await mintToken({ sub: "x", role });
    for (const status of ["in_progress", "completed"]) {
      await expectStatus(200, server, "PATCH", `/api/interventions/${id}`, { token, json: { status } });
      await eventually(
        async () => (await get(server, "/api/interventions")).interventions,
        (list) => list.some((one: Record<string, string>) => one.id === id && one.status === status),
      );
    }
    const bad = await request(server, "PATCH", `/api/interventions/${id}`, {
      token,
      json: { status: "lost" },
    });
    assert.ok([400, 422].includes(bad.status), `status "lost" was answered ${bad.status}`);
    assert.ok("detail" in bad.body);
  });
  await eachRow(t, REFUSALS, async ({ claims, status }) => {
    const token = claims && await mintToken(claims);
    const resolve = await expectStatus(status, server, "POST", "/api/alerts/alert-admin/resolve", {
      token,
      json: {},
    });
    assert.equal(typeof resolve.body.detail, "string");
    const path = "/api/interventions/intervention-admin";
    await expectStatus(status, server, "PATCH", path, { token, json: { status: "pending" } });
  });
  await t.step("what does not exist", async () => {
    const token = await mintToken({ sub: "x", role: "tutor_manager" });
    await expectStatus(404, server, "POST", "/api/alerts/nothing/resolve", { token, json: {} });
    await expectStatus(404, server, "PATCH", "/api/interventions/nothing", {
      token,
      json: { status: "completed" },
    });
  });
});
