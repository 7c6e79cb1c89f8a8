import { Hono } from "@hono/hono";
import type { Backend } from "../../backend/backend.ts";
import type { GroupRegistry } from "../../group/group_registry.ts";
import type { HttpEnv } from "../http_env.ts";

/** Whether the process lives, whether it can do its work, and how many watch the open operations board. */
export function healthRoutes(
  { backend, groups, openGroup }: { backend: Backend; groups: GroupRegistry; openGroup: string },
): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.get("/health/live", (c) => c.json({ status: "live" }));
  app.get("/health/ready", (c) => {
    const problem = backend.problem();
    if (problem === null) return c.json({ status: "ready" });
    return c.json({ status: "not ready", reason: "The server cannot keep anything at this moment" }, 503);
  });
  app.get(
    "/ws/status",
    (c) => c.json({ active_connections: groups.members(openGroup), status: "operational" }),
  );
  return app;
}
