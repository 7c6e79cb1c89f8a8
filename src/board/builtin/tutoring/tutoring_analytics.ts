import { isObject, type JsonObject } from "../../../protocol/message.ts";

/** The one group of the tutoring board. */
export const TUTORING_GROUP = "tutoring";

/** What a producer says of one tutor in one window; it may leave out anything. */
export type TutorMetrics = JsonObject;

/** The tiers of performance, best first. */
export const TIERS = ["Exemplary", "Strong", "Developing", "Needs Attention", "At Risk"] as const;

type Tier = (typeof TIERS)[number];

/** The analytics of all tutors: zeros where nothing is known. */
export interface Analytics extends JsonObject {
  total_tutors: number;
  active_tutors: number;
  performance_distribution: Record<Tier, number>;
  avg_rating: number;
  avg_engagement_score: number;
  total_sessions_7day: number;
  total_sessions_30day: number;
  alerts_count: { critical: number; warning: number; info: number };
}

/** Computes the analytics from the latest metrics per tutor and window. */
export function analyticsOf(all: readonly unknown[]): Analytics {
  const metrics = all.filter(isObject);
  const tutors = latestPerTutor(metrics);
  const tiers = distribution(tutors);
  const inactive = inactiveTutors(metrics);
  return {
    total_tutors: tutors.length,
    active_tutors: tutors.filter(({ tutor_id }) => !inactive.has(tutor_id)).length,
    performance_distribution: tiers,
    avg_rating: average(tutors, "avg_rating", 2),
    avg_engagement_score: average(tutors, "engagement_score", 1),
    total_sessions_7day: sessions(metrics, "7day"),
    total_sessions_30day: sessions(metrics, "30day"),
    alerts_count: {
      critical: tiers["At Risk"] + tiers["Needs Attention"],
      warning: tiers["Developing"],
      info: 0,
    },
  };
}

/** One entry a tutor: the month if it is known, then whatever else is. What names no tutor is left out. */
export function latestPerTutor(metrics: readonly TutorMetrics[]): TutorMetrics[] {
  const tutors = new Map<unknown, TutorMetrics>();
  for (const entry of metrics) {
    if ((entry["tutor_id"] ?? null) === null) continue;
    if (!tutors.has(entry["tutor_id"]) || entry["window"] === "30day") tutors.set(entry["tutor_id"], entry);
  }
  return [...tutors.values()];
}

/** Whether a tutor needs somebody's attention. */
export function isAtRisk({ performance_tier: tier }: TutorMetrics): boolean {
  return tier === "At Risk" || tier === "Needs Attention";
}

/** Those who are told to have held no session in any window; of whom no sessions are told, counts as active. */
function inactiveTutors(metrics: readonly TutorMetrics[]): Set<unknown> {
  const told = metrics.filter((entry) => typeof entry["sessions_completed"] === "number");
  const busy = told.filter((entry) => Number(entry["sessions_completed"]) > 0);
  return new Set(told.map((entry) => entry["tutor_id"])).difference(
    new Set(busy.map((entry) => entry["tutor_id"])),
  );
}

function distribution(tutors: readonly TutorMetrics[]): Record<Tier, number> {
  const count = (tier: Tier) => tutors.filter((entry) => entry["performance_tier"] === tier).length;
  return Object.fromEntries(TIERS.map((tier) => [tier, count(tier)])) as Record<Tier, number>;
}

function average(tutors: readonly TutorMetrics[], name: string, decimals: number): number {
  const values = tutors.map((entry) => entry[name]).filter(isPlausible);
  if (values.length === 0) return 0;
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(decimals));
}

function sessions(metrics: readonly TutorMetrics[], window: string): number {
  return metrics.filter((entry) => entry["window"] === window)
    .reduce(
      (sum, { sessions_completed }) => sum + (isPlausible(sessions_completed) ? sessions_completed : 0),
      0,
    );
}

/** A number so large that sums of it overflow is a producer's mistake. */
function isPlausible(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) < 1e12;
}
