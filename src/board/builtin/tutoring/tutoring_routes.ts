import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { type Records, StorageError } from "../../../backend/backend.ts";
import { isObject, type JsonObject, type Message } from "../../../protocol/message.ts";
import type { Publish } from "../../board.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../routing.ts";
import { type Analytics, isAtRisk, latestPerTutor, TUTORING_GROUP } from "./tutoring_analytics.ts";

const newStatus = z.strictObject({ status: z.enum(["pending", "in_progress", "completed"]) });

const WINDOWS = ["7day", "30day", "90day"] as const;

/** Analytics, alerts and interventions: read from the record, changed by publishing what they have become. */
export function tutoringRoutes(
  { records, open, analytics }: { records: Records; open: boolean; analytics: () => Promise<Analytics> },
  publish: Publish,
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("tutoring", "detail");

  async function kept(event: string): Promise<JsonObject[]> {
    const messages = await records.read(TUTORING_GROUP, (record) => record.of(event));
    return messages.map(({ text }) => (JSON.parse(text) as Message)["data"]).filter(isObject);
  }

  async function change(c: RouteContext, event: string, changes: JsonObject): Promise<JsonObject> {
    const id = c.req.param("id")!;
    const current = (await kept(event)).find((data) => String(data["id"]) === id);
    if (!current) throw routes.refusal(404, `There is no ${event} "${id}"`);
    const data = { ...current, ...changes };
    const isKept = await publish({ group: TUTORING_GROUP, message: { type: event, data } });
    if (!isKept) throw new StorageError(`Cannot keep the ${event}`);
    return data;
  }

  routes.add({ method: "get", path: "/api/analytics/overview", answer: "The eight figures" }, async (c) => {
    routes.reader(c, open);
    return c.json(await analytics());
  });

  routes.add({ method: "get", path: "/api/analytics/at-risk-tutors", answer: "{tutors}" }, async (c) => {
    routes.reader(c, open);
    const tutors = latestPerTutor(await kept("metrics_update"));
    return c.json({ tutors: tutors.filter(isAtRisk) });
  });

  routes.add({
    method: "get",
    path: "/api/analytics/tutor-metrics",
    summary: "The latest metrics of each tutor in ?window= 7day, 30day (default) or 90day",
    answer: "{window, metrics}",
  }, async (c) => {
    routes.reader(c, open);
    const window = routes.choice(c, "window", WINDOWS) ?? "30day";
    const metrics = (await kept("metrics_update")).filter((entry) => entry["window"] === window);
    return c.json({ window, metrics });
  });

  routes.add({
    method: "get",
    path: "/api/alerts",
    summary: "All alerts; with ?resolved=true or false those",
    answer: "{alerts}, newest first",
  }, async (c) => {
    routes.reader(c, open);
    const resolved = routes.choice(c, "resolved", ["true", "false"]);
    const alerts = (await kept("alert")).reverse();
    if (resolved === undefined) return c.json({ alerts });
    const isWanted = (alert: JsonObject) => (alert["resolved"] === true) === (resolved === "true");
    return c.json({ alerts: alerts.filter(isWanted) });
  });

  routes.add({ method: "post", path: "/api/alerts/{id}/resolve", answer: "{alert}" }, async (c) => {
    routes.withRole(c, "tutor_manager", "publisher");
    return c.json({ alert: await change(c, "alert", { resolved: true }) });
  });

  routes.add(
    { method: "get", path: "/api/interventions", answer: "{interventions}, newest first" },
    async (c) => {
      routes.reader(c, open);
      return c.json({ interventions: (await kept("intervention")).reverse() });
    },
  );

  routes.add(
    { method: "patch", path: "/api/interventions/{id}", body: newStatus, answer: "{intervention}" },
    async (c) => {
      routes.withRole(c, "tutor_manager", "publisher");
      const { status } = await routes.body(c, newStatus);
      return c.json({ intervention: await change(c, "intervention", { status }) });
    },
  );

  return routes.app;
}
