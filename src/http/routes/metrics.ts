import type { OpenAPIHono } from "@hono/zod-openapi";
import { type RouteEnv, Routes } from "../../board/routing.ts";
import { EXPOSITION_TYPE } from "../exposition.ts";
import type { Metrics } from "../metrics.ts";

/** What the server counts, for Prometheus. */
export function metricsRoutes(metrics: Metrics): OpenAPIHono<RouteEnv> {
  const routes = new Routes("metrics", "error");

  routes.add({
    method: "get",
    path: "/metrics",
    summary: "What the server counts, for Prometheus",
    answer: "The metrics in the text format 0.0.4 of Prometheus",
    errors: {
      401: "Nobody, or a credential that is not valid",
      403: "Neither the API key nor one of the roles admin, publisher",
    },
  }, (c) => {
    routes.withRole(c, "publisher");
    const headers = { "content-type": EXPOSITION_TYPE, "cache-control": "no-store" };
    return c.body(metrics.text, 200, headers);
  });

  return routes.app;
}
