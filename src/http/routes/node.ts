import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Nodes } from "../../backend/nodes.ts";
import { type RouteEnv, Routes } from "../../board/routing.ts";
import type { Connections } from "../../connection/connections.ts";
import type { Durations } from "../../group/durations.ts";

/** Which node answers, and how much it does: for the line at the bottom of every page. */
export function nodeRoutes(
  { nodes, connections, publishToViewer }: {
    nodes: Nodes;
    connections: Pick<Connections, "size" | "traffic">;
    publishToViewer: Durations;
  },
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("health", "error");

  routes.add({
    method: "get",
    path: "/api/v1/node",
    summary: "Which node answers, and how much it does",
    answer:
      "{node, version, started, nodes, connections, deliveries, p99}: counts of this node; p99 in ms, from publish to viewer, of the last minute",
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
      p99: publishToViewer.summary().p99,
    });
  });

  return routes.app;
}
