import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Backend } from "../../backend/backend.ts";
import { type RouteEnv, Routes } from "../../board/routing.ts";
import type { GroupRegistry } from "../../group/group_registry.ts";

/** Whether the process lives, whether it can do its work, and how many watch the open operations board. */
export function healthRoutes(
  { backend, groups, openGroup }: { backend: Backend; groups: GroupRegistry; openGroup: string },
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("health", "error");
  const security: [] = [];

  routes.add(
    { method: "get", path: "/health", security, answer: '{status: "ok"}' },
    (c) => c.json({ status: "ok" }),
  );

  routes.add(
    { method: "get", path: "/health/live", security, answer: '{status: "live"}: the process runs' },
    (c) => c.json({ status: "live" }),
  );

  routes.add({
    method: "get",
    path: "/health/ready",
    security,
    answer: '{status: "ready"}: what is published can be kept',
    errors: { 503: '{status: "not ready", reason}' },
  }, (c) => {
    const problem = backend.problem();
    if (problem === null) return c.json({ status: "ready" });
    return c.json({ status: "not ready", reason: "The server cannot keep anything at this moment" }, 503);
  });

  routes.add({
    method: "get",
    path: "/ws/status",
    security,
    answer: '{active_connections, status: "operational"}: who watches the tutoring board',
  }, (c) => c.json({ active_connections: groups.viewers(openGroup), status: "operational" }));

  return routes.app;
}
