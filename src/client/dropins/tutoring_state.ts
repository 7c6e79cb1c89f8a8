import { isObject, type JsonObject } from "../../protocol/message.ts";
import type { TutoringMessage } from "./websocket_service.ts";

/** What the `tutoring` board says of all tutors together. */
export interface Analytics extends JsonObject {
  readonly total_tutors: number;
  readonly active_tutors: number;
  /** How many tutors by tier. */
  readonly performance_distribution: Readonly<Record<string, number>>;
  readonly avg_rating: number;
  readonly avg_engagement_score: number;
  readonly total_sessions_7day: number;
  readonly total_sessions_30day: number;
  readonly alerts_count: { readonly critical: number; readonly warning: number; readonly info: number };
}

/** How a tutor did in the days before `calculation_date`. */
export interface TutorMetrics extends JsonObject {
  readonly tutor_id: string;
  readonly window: "7day" | "30day" | "90day";
  readonly tutor_name?: string;
  readonly calculation_date?: string;
  readonly sessions_completed?: number;
  readonly avg_rating?: number | null;
  readonly engagement_score?: number | null;
  readonly performance_tier?: string;
}

/** Something that somebody should look at. */
export interface Alert extends JsonObject {
  readonly id: string;
  readonly tutor_id?: string;
  readonly severity?: string;
  readonly title?: string;
  readonly message?: string;
  readonly resolved?: boolean;
}

/** How an intervention stands. */
export type InterventionStatus = "pending" | "in_progress" | "completed";

/** Something that somebody does for a tutor. */
export interface InterventionTask extends JsonObject {
  readonly id: string;
  readonly tutor_id?: string;
  readonly title?: string;
  readonly status?: InterventionStatus;
  readonly due_date?: string;
}

/** What a page knows of the `tutoring` board; never changed, but replaced. */
export interface TutoringState {
  /** The newest of each tutor and window. */
  readonly tutorMetrics: readonly TutorMetrics[];
  /** Newest first. */
  readonly alerts: readonly Alert[];
  readonly interventionTasks: readonly InterventionTask[];
  readonly analytics: Analytics | null;
  readonly connected: boolean;
  /** The `timestamp` of the newest message. */
  readonly lastUpdate: string | null;
}

/** What is known before anything came. */
export const UNKNOWN: TutoringState = {
  tutorMetrics: [],
  alerts: [],
  interventionTasks: [],
  analytics: null,
  connected: false,
  lastUpdate: null,
};

/** No list grows longer: the oldest go. */
const MOST = 10_000;

/** The state after `message`; the same object when nothing has changed. */
export function stateAfter(state: TutoringState, { type, data, timestamp }: TutoringMessage): TutoringState {
  if (!isObject(data) || data["pong"] === true) return state;
  const { connected } = data;
  if (type === "analytics_update" && typeof connected === "boolean") {
    return connected === state.connected ? state : { ...state, connected };
  }
  return { ...state, ...changeOf(state, type, data), lastUpdate: timestamp ?? state.lastUpdate };
}

/** The state with alert `id` resolved, for this page only. */
export function withResolved(state: TutoringState, id: string): TutoringState {
  const alerts = state.alerts.map((alert) => alert.id === id ? { ...alert, resolved: true } : alert);
  return { ...state, alerts };
}

/** The state with intervention `id` at `status`, for this page only. */
export function withStatus(state: TutoringState, id: string, status: InterventionStatus): TutoringState {
  const interventionTasks = state.interventionTasks.map((task) =>
    task.id === id ? { ...task, status } : task
  );
  return { ...state, interventionTasks };
}

function changeOf(state: TutoringState, type: string, data: JsonObject): Partial<TutoringState> {
  switch (type) {
    case "analytics_update":
      return { analytics: data as Analytics };
    case "metrics_update":
      return { tutorMetrics: put(state.tutorMetrics, data as TutorMetrics, ["tutor_id", "window"]) };
    case "intervention":
      return { interventionTasks: put(state.interventionTasks, data as InterventionTask, ["id"]) };
    case "alert":
      return { alerts: prepend(state.alerts, data as Alert) };
    default:
      return {};
  }
}

/** `list` with `entry` in the place of the one that has the same `keys`, or at its end. */
function put<T extends JsonObject>(list: readonly T[], entry: T, keys: string[]): readonly T[] {
  const at = list.findIndex((other) => keys.every((key) => other[key] === entry[key]));
  return at < 0 ? [...list, entry].slice(-MOST) : list.with(at, entry);
}

function prepend(list: readonly Alert[], alert: Alert): readonly Alert[] {
  const isKnown = list.some(({ id }) => id === alert.id);
  return isKnown ? list : [alert, ...list].slice(0, MOST);
}
