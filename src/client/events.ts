/** The events of the built-in boards, by their names: what a `BoardClient` of each hands out. Times are ISO 8601, in UTC. */
import type { JsonObject } from "../protocol/message.ts";

interface Event<Type extends string, Data> {
  type: Type;
  data: Data;
}

/** `/ws/dashboard/`: a person's own dashboard. Publishers may add events of any other name. */
export interface DashboardEvents {
  gcode_update: Event<"gcode_update", unknown> & { g_code_score?: unknown; update_score?: unknown };
  content_generated: Event<"content_generated", unknown>;
  annotation_added: Event<"annotation_added", unknown>;
  dashboard_update: Event<"dashboard_update", unknown>;
}

interface ClientEvent<Type extends string> extends Event<Type, JsonObject> {
  client_id: string | null;
  timestamp: string;
}

/** `/api/v1/ws/engagement`, `/api/v1/ws/client/<id>/engagement`: what applications the clients of an MSP use. */
export interface EngagementEvents {
  engagement_update: ClientEvent<"engagement_update">;
  interaction_update: ClientEvent<"interaction_update">;
  alert: ClientEvent<"alert">;
}

/** `/ws/schools/<number>/dashboard/`: a school's numbers, activity and invitations. */
export interface SchoolEvents {
  metrics_update: Event<"metrics_update", JsonObject>;
  activity_new: Event<"activity_new", JsonObject>;
  invitation_status_update: Event<"invitation_status_update", JsonObject>;
}

/** What is known of a price, and whatever else its publisher says of it. */
export interface Quote extends JsonObject {
  bid?: number;
  ask?: number;
}

/** `/ws/trading/`: prices, signals and trades of a paper desk. */
export interface TradingEvents {
  price_update: Event<"price_update", Quote> & { symbol: string; timestamp: string };
  signal_alert: { type: "signal_alert"; signal: JsonObject; timestamp: string };
  trade_execution: { type: "trade_execution"; trade: JsonObject; timestamp: string };
  trade_closed: { type: "trade_closed"; trade: JsonObject; reason: string; timestamp: string };
}

/** `/ws/prices/`: the price of each symbol that one has joined or subscribed to. */
export interface PricesEvents {
  price: { type: "price"; symbol: string; bid: number; ask: number; time: string };
}

/** The analytics of all tutors. */
export interface TutoringAnalytics {
  total_tutors: number;
  active_tutors: number;
  performance_distribution: Record<string, number>;
  avg_rating: number;
  avg_engagement_score: number;
  total_sessions_7day: number;
  total_sessions_30day: number;
  alerts_count: { critical: number; warning: number; info: number };
}

interface TutoringEvent<Type extends string, Data = unknown> extends Event<Type, Data> {
  timestamp: string;
}

/** `/ws/dashboard`: tutors' metrics, alerts, interventions. Publishers may add events of any other name. */
export interface TutoringEvents {
  metrics_update: TutoringEvent<"metrics_update">;
  alert: TutoringEvent<"alert">;
  intervention: TutoringEvent<"intervention">;
  analytics_update: TutoringEvent<"analytics_update", TutoringAnalytics>;
}
