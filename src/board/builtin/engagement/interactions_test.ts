import assert from "node:assert/strict";
import { openBoards } from "../../../../tests/support/boards.ts";
import { Clients } from "./clients.ts";
import { interactionReport } from "./interaction_report.ts";
import { Interactions } from "./interactions.ts";

const DAY = 86_400_000;
/** A second before midnight. */
const LATE = Date.parse("2026-03-31T23:59:59Z");

Deno.test("Interactions.increment() loses none of many at once", async () => {
  await using boards = openBoards();
  const interactions = new Interactions(boards.backend.store, () => LATE);
  const totals = await Promise.all(
    Array.from({ length: 50 }, (_, index) => interactions.increment("c", index % 2 ? "a" : "b", 2)),
  );
  assert.deepEqual(totals.toSorted((a, b) => a - b).slice(-2), [50, 50]);
  assert.deepEqual(await interactions.trend("c", 30), [{ date: "2026-03-31", interactions: 100 }]);
});

Deno.test("Interactions.increment() begins again at midnight in UTC", async () => {
  await using boards = openBoards();
  let now = LATE;
  const interactions = new Interactions(boards.backend.store, () => now);
  assert.equal(await interactions.increment("c", "a", 3), 3);
  now += 1000;
  assert.equal(await interactions.increment("c", "a", 4), 4);
  assert.deepEqual(await interactions.trend("c", 30), [
    { date: "2026-03-31", interactions: 3 },
    { date: "2026-04-01", interactions: 4 },
  ]);
});

Deno.test("Interactions reads exactly the days that are asked for, of one client", async () => {
  await using boards = openBoards();
  let now = LATE;
  const interactions = new Interactions(boards.backend.store, () => now);
  for (const client of ["c", "c2", "b"]) await interactions.increment(client, "a", 1);
  now += 29 * DAY;
  await interactions.increment("c", "a", 2);
  assert.equal(interactions.firstOf(1), "2026-04-29");
  assert.equal(interactions.firstOf(30), "2026-03-31");
  assert.equal((await interactions.trend("c", 30)).length, 2);
  assert.equal((await interactions.daily("c", 30)).length, 2);
  assert.equal((await interactions.trend("c", 29)).length, 1);
  assert.deepEqual(await interactions.daily("c", 29), [{ date: "2026-04-29", app: "a", count: 2 }]);
});

Deno.test("interactionReport() adds up today, the week, the month and all time", async () => {
  await using boards = openBoards();
  const { store, records } = boards.backend;
  const clients = new Clients(store);
  const client = { id: "c", name: "Client", msp_id: null };
  await clients.putApplication({ id: "a", client_id: "c", name: "App" });
  let now = LATE - 400 * DAY;
  const interactions = new Interactions(store, () => now);
  const parts = { clients, interactions, records };
  const empty = await interactionReport(client, parts);
  assert.deepEqual([empty["total_interactions"], empty["top_applications"], empty["risk_score"]], [0, [], 0]);
  assert.equal(empty["compliance_status"], "compliant");
  for (
    const [daysBefore, app, count] of [
      [400, "old", 1],
      [30, "a", 2],
      [29, "a", 4],
      [7, "b", 8],
      [6, "b", 16],
      [0, "a", 32],
    ] as const
  ) {
    now = LATE - daysBefore * DAY;
    await interactions.increment("c", app, count);
  }
  const report = await interactionReport(client, parts);
  assert.equal(report["total_interactions"], 63);
  assert.equal(report["monthly_interactions"], 60);
  assert.equal(report["weekly_interactions"], 48);
  assert.equal(report["daily_interactions"], 32);
  assert.equal((report["interaction_trends"] as unknown[]).length, 4);
  assert.deepEqual(report["top_applications"], [
    { app_id: "a", name: "App", interactions: 36 },
    { app_id: "b", name: "b", interactions: 24 },
  ]);
});

Deno.test("interactionReport() reckons the risk of alerts, whatever their severity is", async () => {
  await using boards = openBoards();
  const { store, records } = boards.backend;
  const parts = { clients: new Clients(store), interactions: new Interactions(store), records };
  const alert = (severity: unknown) =>
    boards.publish({ group: "client_c", message: { type: "alert", data: { severity } } });
  const risk = async () => {
    const { risk_score, compliance_status } = await interactionReport(
      { id: "c", name: "C", msp_id: null },
      parts,
    );
    return [risk_score, compliance_status];
  };
  for (const severity of ["constructor", "__proto__", 5, null, undefined, "low"]) await alert(severity);
  assert.deepEqual(await risk(), [3, "compliant"]);
  await alert("critical");
  await alert("medium");
  assert.deepEqual(await risk(), [53, "at_risk"]);
  await alert("critical");
  await alert("high");
  assert.deepEqual(await risk(), [100, "at_risk"]);
});
