import assert from "node:assert/strict";
import { alertFor, interventionFor, isTrouble, statusAfter } from "./casework.ts";
import { Random } from "./random.ts";
import { createTutors, TIERS } from "./tutors.ts";

const NOW = new Date("2026-03-02T10:00:00Z");
const metrics = createTutors(new Random(5)).map((tutor) => tutor.metrics("7day", NOW));
const ofTier = (tier: string) => metrics.find(({ performance_tier }) => performance_tier === tier)!;

Deno.test("isTrouble() is true of the three lower tiers only", () => {
  assert.deepEqual(TIERS.filter(isTrouble), ["Developing", "Needs Attention", "At Risk"]);
});

Deno.test("alertFor() has exactly the keys of an alert", () => {
  const tutor = ofTier("At Risk");
  const alert = alertFor("demo-alert-1", tutor, NOW)!;
  assert.deepEqual(Object.keys(alert), [
    "id",
    "tutor_id",
    "tutor_name",
    "alert_type",
    "severity",
    "title",
    "message",
    "timestamp",
    "resolved",
    "metrics",
  ]);
  assert.deepEqual([alert.id, alert.tutor_id, alert.resolved], ["demo-alert-1", tutor.tutor_id, false]);
  assert.match(alert.message, new RegExp(tutor.tutor_name));
});

Deno.test("alertFor() is as severe as the tier is low", () => {
  const levels = TIERS.map((tier) => {
    const alert = alertFor("x", ofTier(tier), NOW);
    return alert && [alert.alert_type, alert.severity];
  });
  assert.deepEqual(levels, [undefined, undefined, ["info", "low"], ["warning", "medium"], [
    "critical",
    "high",
  ]]);
});

Deno.test("interventionFor() has exactly the keys of an intervention, and is due later", () => {
  const intervention = interventionFor("demo-intervention-1", ofTier("Needs Attention"), NOW)!;
  assert.deepEqual(Object.keys(intervention), [
    "id",
    "tutor_id",
    "tutor_name",
    "task_type",
    "title",
    "description",
    "priority",
    "status",
    "created_at",
    "due_date",
    "assigned_to",
  ]);
  assert.equal(intervention.status, "pending");
  assert.equal(intervention.due_date, "2026-03-07T10:00:00.000Z");
  assert.equal(interventionFor("x", ofTier("Exemplary"), NOW), undefined);
});

Deno.test("statusAfter() moves an intervention on to its end", () => {
  assert.equal(statusAfter("pending"), "in_progress");
  assert.equal(statusAfter("in_progress"), "completed");
  assert.equal(statusAfter("completed"), undefined);
});
