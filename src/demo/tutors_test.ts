import assert from "node:assert/strict";
import { Random } from "./random.ts";
import { createTutors, tierOf, TIERS, type Window, WINDOWS } from "./tutors.ts";

const NOW = new Date("2026-03-02T10:00:00Z");
const KEYS = [
  "tutor_id",
  "tutor_name",
  "window",
  "calculation_date",
  "sessions_completed",
  "avg_rating",
  "first_session_success_rate",
  "reschedule_rate",
  "no_show_count",
  "engagement_score",
  "learning_objectives_met_pct",
  "performance_tier",
];

function walked(steps: number): ReturnType<typeof createTutors> {
  const tutors = createTutors(new Random(5));
  for (let i = 0; i < steps; i++) for (const tutor of tutors) tutor.step();
  return tutors;
}

Deno.test("createTutors() makes 40 tutors, each with a name and an id of their own", () => {
  const tutors = createTutors(new Random(5));
  assert.equal(new Set(tutors.map(({ id }) => id)).size, 40);
  assert.equal(new Set(tutors.map(({ name }) => name)).size, 40);
});

Deno.test("Tutor.metrics() has exactly the keys of a metrics_update, in every window", () => {
  const tutor = createTutors(new Random(5))[0]!;
  for (const window of Object.keys(WINDOWS) as Window[]) {
    const metrics = tutor.metrics(window, NOW);
    assert.deepEqual(Object.keys(metrics), KEYS);
    assert.equal(metrics.window, window);
    assert.equal(metrics.calculation_date, "2026-03-02T10:00:00.000Z");
  }
});

Deno.test("Tutor.metrics() stays within its ranges however long the walk", () => {
  for (const tutor of walked(2_000)) {
    for (const window of Object.keys(WINDOWS) as Window[]) {
      const metrics = tutor.metrics(window, NOW);
      const shares = [
        metrics.first_session_success_rate,
        metrics.reschedule_rate,
        metrics.engagement_score,
        metrics.learning_objectives_met_pct,
      ];
      assert.ok(shares.every((share) => share >= 0 && share <= 100), JSON.stringify(metrics));
      assert.ok(metrics.avg_rating >= 1 && metrics.avg_rating <= 5, JSON.stringify(metrics));
      assert.ok(Number.isInteger(metrics.sessions_completed) && metrics.sessions_completed > 0);
      assert.ok(metrics.no_show_count >= 0 && metrics.no_show_count <= metrics.sessions_completed);
      assert.equal(metrics.performance_tier, tierOf(metrics));
    }
  }
});

Deno.test("Tutor.metrics() counts more sessions in a longer window", () => {
  for (const tutor of walked(50)) {
    const [week, month, quarter] = (["7day", "30day", "90day"] as const)
      .map((window) => tutor.metrics(window, NOW).sessions_completed);
    assert.ok(week! < month! && month! < quarter!);
  }
});

Deno.test("Tutor.step() changes the numbers, the quarter's less than the week's", () => {
  const [before, after] = [walked(0), walked(1)];
  const moved = (window: Window) =>
    before.reduce(
      (sum, tutor, index) =>
        sum +
        Math.abs(
          tutor.metrics(window, NOW).engagement_score - after[index]!.metrics(window, NOW).engagement_score,
        ),
      0,
    );
  assert.ok(moved("7day") > moved("30day") && moved("30day") > moved("90day"));
});

Deno.test("there are tutors of every tier, at the beginning and later", () => {
  for (const tutors of [walked(0), walked(500)]) {
    const tiers = new Set(tutors.map((tutor) => tutor.metrics("30day", NOW).performance_tier));
    assert.deepEqual(TIERS.filter((tier) => !tiers.has(tier)), []);
  }
});

Deno.test("tierOf() never gives a better tier for worse numbers", () => {
  const tierAt = (form: number) =>
    TIERS.indexOf(tierOf({
      avg_rating: 1 + 4 * form,
      first_session_success_rate: 100 * form,
      reschedule_rate: 100 * (1 - form),
      engagement_score: 100 * form,
      learning_objectives_met_pct: 100 * form,
    }));
  const tiers = Array.from({ length: 101 }, (_, percent) => tierAt(percent / 100));
  assert.deepEqual(tiers, [...tiers].sort((a, b) => b - a));
  assert.deepEqual([tiers[0], tiers[100]], [4, 0]);
});
