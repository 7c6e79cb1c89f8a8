import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Nodes } from "../../backend/nodes.ts";
import { type RouteEnv, Routes } from "../../board/routing.ts";
import type { Connections } from "../../connection/connections.ts";

/** Which node answers, and how much it does: for the line at the bottom of every page. */
export function nodeRoutes(
  { nodes, connections }: { nodes: Nodes; connections: Pick<Connections, "size" | "traffic"> },
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("health", "error");

  routes.add({
    method: "get",
    path: "/api/v1/node",
    summary: "Which node answers, and how much it does",
    answer:
      "{node, version, started, nodes, connections, deliveries}: times in ISO 8601, counts of this node",
  }, (c) => {
    routes.signedIn(c);
    const { id, version, started } = nodes.self;
    return c.json({
      node: id,
      version,
      started: new Date(started).toISOString(),
      nodes: nodes.all.length,
      connections: connections.size,
      deliveries: connections.traffic.deliveries,
    });
  });

  return routes.app;
}
