import type { Action, StatWidget, Widget } from "../../../protocol/view.ts";

const TEN_MINUTES = 600_000;

/** Managers of tutors, and whoever publishes, work on alerts and interventions. */
const ROLES = ["admin", "tutor_manager", "publisher"];

/** The page of the tutoring board: how all tutors do, each of them, and what is done about those who do badly. */
export const TUTORING_VIEW: readonly Widget[] = [
  { ...figure("Tutors", "total_tutors"), testId: "total-tutors" },
  figure("Rating", "avg_rating", { decimals: 2 }),
  figure("Engagement", "avg_engagement_score", { decimals: 1 }),
  {
    widget: "stat",
    title: "Open alerts",
    size: 3,
    testId: "alert-badge",
    event: "alert",
    key: "data.id",
    unless: { "data.resolved": true },
    figure: "count",
    change: TEN_MINUTES,
    sparkline: true,
    thresholds: [{ at: 4, status: "warning" }, { at: 8, status: "critical" }],
  },
  {
    widget: "chart",
    title: "Engagement of all tutors",
    size: 8,
    empty: "Nothing has been measured yet.",
    event: "analytics_update",
    value: "data.avg_engagement_score",
    relative: false,
    window: 300_000,
  },
  {
    widget: "feed",
    title: "Alerts",
    size: 4,
    empty: "No alert so far.",
    events: ["alert"],
    text: "{data.title}: {data.tutor_name}",
    detail: "data.message",
    severity: "data.severity",
  },
  {
    widget: "table",
    title: "Open alerts",
    size: 6,
    empty: "No open alert now.",
    event: "alert",
    key: "data.id",
    unless: { "data.resolved": true },
    columns: [
      { value: "data.tutor_name", title: "Tutor" },
      { value: "data.severity", title: "Severity", show: "status" },
      { value: "data.message", title: "What" },
    ],
    actions: [{
      title: "Resolve",
      method: "POST",
      path: "/api/alerts/{data.id}/resolve",
      roles: ROLES,
    }],
  },
  {
    widget: "table",
    title: "Interventions",
    size: 6,
    empty: "Nothing to be done now.",
    event: "intervention",
    key: "data.id",
    columns: [
      { value: "data.tutor_name", title: "Tutor" },
      { value: "data.status", title: "Status", show: "status" },
      { value: "data.priority", title: "Priority", show: "status" },
      { value: "data.title", title: "What" },
    ],
    actions: [
      move("Start", "pending", "in_progress"),
      move("Complete", "in_progress", "completed"),
      move("Open again", "completed", "pending"),
    ],
  },
  {
    widget: "table",
    title: "Tutors, last 30 days",
    size: 12,
    empty: "No tutor has been measured yet.",
    event: "metrics_update",
    where: { "data.window": "30day" },
    columns: [
      { value: "data.tutor_name", title: "Tutor" },
      { value: "data.performance_tier", title: "Tier", show: "status" },
      { value: "data.avg_rating", title: "Rating", decimals: 2 },
      { value: "data.engagement_score", title: "Engagement", decimals: 1 },
      { value: "data.sessions_completed", title: "Sessions" },
      { value: "data.first_session_success_rate", title: "First sessions", unit: "%", decimals: 1 },
      { value: "data.reschedule_rate", title: "Moved", unit: "%", decimals: 1 },
      { value: "data.no_show_count", title: "No-shows" },
    ],
  },
];

function figure(title: string, name: string, more: Pick<StatWidget, "decimals"> = {}): StatWidget {
  return {
    widget: "stat",
    title,
    size: 3,
    empty: "Nothing has been measured yet.",
    event: "analytics_update",
    figure: "latest",
    value: `data.${name}`,
    change: TEN_MINUTES,
    sparkline: true,
    thresholds: [],
    ...more,
  };
}

function move(title: string, from: string, status: string): Action {
  return {
    title,
    method: "PATCH",
    path: "/api/interventions/{data.id}",
    body: { status },
    roles: ROLES,
    when: { "data.status": from },
  };
}
