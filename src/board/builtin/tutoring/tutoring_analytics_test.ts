import assert from "node:assert/strict";
import fc from "fast-check";
import { analyticsOf, isAtRisk, latestPerTutor, TIERS } from "./tutoring_analytics.ts";

const NOTHING = {
  total_tutors: 0,
  active_tutors: 0,
  performance_distribution: {
    "Exemplary": 0,
    "Strong": 0,
    "Developing": 0,
    "Needs Attention": 0,
    "At Risk": 0,
  },
  avg_rating: 0,
  avg_engagement_score: 0,
  total_sessions_7day: 0,
  total_sessions_30day: 0,
  alerts_count: { critical: 0, warning: 0, info: 0 },
};

Deno.test("analyticsOf() has zeros where nothing is known", () => {
  assert.deepEqual(analyticsOf([]), NOTHING);
  assert.deepEqual(analyticsOf([null, 5, "x", [], {}]), NOTHING);
});

Deno.test("analyticsOf() leaves out what names no tutor, but for its sessions", () => {
  const analytics = analyticsOf([{ window: "7day", sessions_completed: 3, avg_rating: 1 }, {
    tutor_id: null,
  }]);
  assert.deepEqual(analytics, { ...NOTHING, total_sessions_7day: 3 });
});

Deno.test("analyticsOf() takes each tutor once, by the month if it is known", () => {
  const metrics = [
    { tutor_id: "t1", window: "7day", avg_rating: 1, performance_tier: "At Risk", sessions_completed: 2 },
    { tutor_id: "t1", window: "30day", avg_rating: 5, performance_tier: "Strong", sessions_completed: 9 },
    { tutor_id: "t1", window: "90day", avg_rating: 1, performance_tier: "At Risk", sessions_completed: 20 },
    { tutor_id: "t2", window: "7day", avg_rating: 4, performance_tier: "Developing", sessions_completed: 1 },
  ];
  const analytics = analyticsOf(metrics);
  assert.equal(analytics.total_tutors, 2);
  assert.equal(analytics.avg_rating, 4.5);
  assert.deepEqual([analytics.total_sessions_7day, analytics.total_sessions_30day], [3, 9]);
  const { Strong, Developing, "At Risk": atRisk } = analytics.performance_distribution;
  assert.deepEqual([Strong, Developing, atRisk], [1, 1, 0]);
  assert.deepEqual(latestPerTutor(metrics).map(({ window }) => window), ["30day", "7day"]);
});

Deno.test("analyticsOf() counts every tier, and as alerts those that need something", () => {
  const analytics = analyticsOf([
    ...TIERS.map((performance_tier, index) => ({ tutor_id: index, performance_tier })),
    { tutor_id: "unheard of", performance_tier: "constructor" },
  ]);
  assert.deepEqual(Object.values(analytics.performance_distribution), [1, 1, 1, 1, 1]);
  assert.deepEqual(analytics.alerts_count, { critical: 2, warning: 1, info: 0 });
  assert.equal(analytics.total_tutors, 6);
});

Deno.test("analyticsOf() takes for active who held a session, or of whom none are told", () => {
  const of = (...metrics: Record<string, unknown>[]) =>
    analyticsOf(metrics.map((entry) => ({ tutor_id: "t", ...entry }))).active_tutors;
  assert.equal(of({ window: "30day" }), 1);
  assert.equal(of({ window: "30day", sessions_completed: 0 }), 0);
  assert.equal(of({ window: "7day", sessions_completed: 0 }, { window: "30day", sessions_completed: 1 }), 1);
  assert.equal(of({ window: "7day", sessions_completed: "5" }), 1);
});

Deno.test("analyticsOf() leaves what is no number out of an average", () => {
  const { avg_rating, avg_engagement_score } = analyticsOf([
    { tutor_id: 1, avg_rating: 4.111, engagement_score: "high" },
    { tutor_id: 2, avg_rating: null },
    { tutor_id: 3, avg_rating: 5 },
  ]);
  assert.deepEqual([avg_rating, avg_engagement_score], [4.56, 0]);
});

Deno.test("analyticsOf() has its eight keys and only numbers, whatever it is told", () => {
  const field = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
    fc.string(),
    fc.constant(null),
  );
  const entry = fc.record({
    tutor_id: fc.oneof(fc.constantFrom("t1", "t2"), field),
    window: fc.oneof(fc.constantFrom("7day", "30day"), field),
    performance_tier: fc.oneof(fc.constantFrom(...TIERS), field),
    avg_rating: field,
    engagement_score: field,
    sessions_completed: field,
  }, { requiredKeys: [] });
  fc.assert(fc.property(fc.array(entry, { maxLength: 20 }), (metrics) => {
    const analytics = analyticsOf(metrics);
    assert.deepEqual(Object.keys(analytics), Object.keys(NOTHING));
    const numbers = Object.values(analytics).flatMap((value) =>
      typeof value === "object" ? Object.values(value!) : value
    );
    assert.ok(numbers.every(Number.isFinite), JSON.stringify(analytics));
    assert.ok(analytics.active_tutors <= analytics.total_tutors);
  }));
});

Deno.test("analyticsOf() takes a long list in its stride", () => {
  const metrics = Array.from({ length: 60_000 }, (_, index) => ({
    tutor_id: `t${index % 20_000}`,
    window: ["7day", "30day", "90day"][index % 3],
    sessions_completed: index % 20_000 < 5000 ? 0 : 1,
  }));
  assert.equal(analyticsOf(metrics).active_tutors, 15_000);
});

Deno.test("isAtRisk() is about the two lowest tiers", () => {
  assert.deepEqual(TIERS.filter((performance_tier) => isAtRisk({ performance_tier })), [
    "Needs Attention",
    "At Risk",
  ]);
  assert.ok(!isAtRisk({}));
});

Deno.test("analyticsOf() leaves out numbers that would make a sum overflow", () => {
  const huge = { window: "7day", sessions_completed: 1e308, avg_rating: 1e308 };
  const analytics = analyticsOf([
    { tutor_id: "a", ...huge },
    { tutor_id: "b", ...huge },
    { tutor_id: "c", window: "7day", sessions_completed: 3, avg_rating: 4 },
  ]);
  assert.deepEqual([analytics.avg_rating, analytics.total_sessions_7day], [4, 3]);
});
