import type { Tier, TutorMetrics } from "./tutors.ts";

/** The data of an `alert` of the board `tutoring`. */
export interface TutorAlert {
  id: string;
  tutor_id: string;
  tutor_name: string;
  alert_type: "critical" | "warning" | "info";
  severity: "high" | "medium" | "low";
  title: string;
  message: string;
  timestamp: string;
  resolved: boolean;
  metrics: Pick<TutorMetrics, "window" | "avg_rating" | "engagement_score" | "reschedule_rate">;
}

/** How far an intervention is. */
export type Status = "pending" | "in_progress" | "completed";

/** The data of an `intervention` of the board `tutoring`. */
export interface Intervention {
  id: string;
  tutor_id: string;
  tutor_name: string;
  task_type: string;
  title: string;
  description: string;
  priority: "high" | "medium" | "low";
  status: Status;
  created_at: string;
  due_date: string;
  assigned_to: string;
}

type Trouble = Exclude<Tier, "Exemplary" | "Strong">;

const LEVELS = {
  "At Risk": { alert_type: "critical", severity: "high", days: 2 },
  "Needs Attention": { alert_type: "warning", severity: "medium", days: 5 },
  "Developing": { alert_type: "info", severity: "low", days: 14 },
} as const;

/** Whether a tutor of this tier needs someone to look. */
export function isTrouble(tier: Tier): tier is Trouble {
  return tier in LEVELS;
}

/** The alert that the numbers of a tutor ask for; `undefined` when the tutor does well. */
export function alertFor(id: string, metrics: TutorMetrics, now: Date): TutorAlert | undefined {
  const { tutor_id, tutor_name, performance_tier, window } = metrics;
  if (!isTrouble(performance_tier)) return undefined;
  const { alert_type, severity } = LEVELS[performance_tier];
  const { title, message } = reasonOf(metrics);
  return {
    id,
    tutor_id,
    tutor_name,
    alert_type,
    severity,
    title,
    message,
    timestamp: now.toISOString(),
    resolved: false,
    metrics: {
      window,
      avg_rating: metrics.avg_rating,
      engagement_score: metrics.engagement_score,
      reschedule_rate: metrics.reschedule_rate,
    },
  };
}

/** The intervention that the numbers of a tutor ask for; `undefined` when the tutor does well. */
export function interventionFor(id: string, metrics: TutorMetrics, now: Date): Intervention | undefined {
  const { tutor_id, tutor_name, performance_tier } = metrics;
  if (!isTrouble(performance_tier)) return undefined;
  const { severity, days } = LEVELS[performance_tier];
  const { task_type, title, message } = reasonOf(metrics);
  return {
    id,
    tutor_id,
    tutor_name,
    task_type,
    title: `${title}: talk to ${tutor_name}`,
    description: message,
    priority: severity,
    status: "pending",
    created_at: now.toISOString(),
    due_date: new Date(now.getTime() + days * 86_400_000).toISOString(),
    assigned_to: "Tina Moreau",
  };
}

function reasonOf(
  { tutor_name, reschedule_rate, avg_rating, engagement_score, window }: TutorMetrics,
): { task_type: string; title: string; message: string } {
  const over = `over ${Number.parseInt(window)} days`;
  if (reschedule_rate > 20) {
    return {
      task_type: "schedule_review",
      title: "Reschedules often",
      message: `${tutor_name} moved ${reschedule_rate} % of all sessions ${over}`,
    };
  }
  if (avg_rating < 3.6) {
    return {
      task_type: "coaching",
      title: "Low rating",
      message: `Students rate ${tutor_name} ${avg_rating} of 5 ${over}`,
    };
  }
  return {
    task_type: "check_in",
    title: "Low engagement",
    message: `${tutor_name} has an engagement score of ${engagement_score} ${over}`,
  };
}

/** The status after `status`; `undefined` when there is none. */
export function statusAfter(status: Status): Status | undefined {
  if (status === "pending") return "in_progress";
  return status === "in_progress" ? "completed" : undefined;
}
