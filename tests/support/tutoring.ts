/** The names of the tutoring board's analytics. */

/** Exactly the keys of an analytics frame's data. */
export const ANALYTICS_KEYS = [
  "total_tutors",
  "active_tutors",
  "performance_distribution",
  "avg_rating",
  "avg_engagement_score",
  "total_sessions_7day",
  "total_sessions_30day",
  "alerts_count",
];

/** The performance tiers, best first. */
export const TIERS = ["Exemplary", "Strong", "Developing", "Needs Attention", "At Risk"];
