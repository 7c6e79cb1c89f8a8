import type { Records } from "../../../backend/backend.ts";
import type { JsonObject } from "../../../protocol/message.ts";
import { type Client, CLIENT_GROUP, type Clients } from "./clients.ts";
import type { DailyCount, Interactions } from "./interactions.ts";

/** What an alert of each severity adds to the risk score, of 100 at most. */
const RISK: ReadonlyMap<unknown, number> = new Map([["critical", 40], ["high", 25], ["medium", 10], [
  "low",
  3,
]]);
/** From this score on, a client does not comply. */
const NOT_COMPLIANT = 50;
const MONTH = 30 * 86_400_000;

/** What a client's interactions have come to: totals, top applications, the trend, and the risk that alerts show. */
export async function interactionReport(
  client: Client,
  { clients, interactions, records }: { clients: Clients; interactions: Interactions; records: Records },
): Promise<JsonObject> {
  const trend = await interactions.trend(client.id, 36_500);
  const since = (days: number) => {
    const first = interactions.firstOf(days);
    return trend.filter(({ date }) => date >= first);
  };
  const month = await interactions.daily(client.id, 30);
  const names = new Map((await clients.applications(client.id)).map(({ id, name }) => [id, name]));
  const risk = await riskScore(client.id, records);
  return {
    client_id: client.id,
    client_name: client.name,
    total_interactions: sum(trend),
    daily_interactions: sum(since(1)),
    weekly_interactions: sum(since(7)),
    monthly_interactions: sum(since(30)),
    top_applications: topApplications(month, names),
    interaction_trends: since(30),
    risk_score: risk,
    compliance_status: risk < NOT_COMPLIANT ? "compliant" : "at_risk",
  };
}

async function riskScore(client: string, records: Records): Promise<number> {
  const alerts = await records.read(CLIENT_GROUP.name({ client }), (record) => record.of("alert"));
  const recent = alerts.filter(({ time }) => time > Date.now() - MONTH);
  const score = recent.reduce((sum, { text }) => sum + (RISK.get(JSON.parse(text).data?.severity) ?? 0), 0);
  return Math.min(100, score);
}

function topApplications(month: readonly DailyCount[], names: ReadonlyMap<string, string>): JsonObject[] {
  const counts = new Map<string, number>();
  for (const { app, count } of month) counts.set(app, (counts.get(app) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, 10)
    .map(([app_id, interactions]) => ({ app_id, name: names.get(app_id) ?? app_id, interactions }));
}

function sum(days: readonly { interactions: number }[]): number {
  return days.reduce((total, { interactions }) => total + interactions, 0);
}
