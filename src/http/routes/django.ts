import type { OpenAPIHono } from "@hono/zod-openapi";
import type { DjangoBridges } from "../../backend/django/django_bridges.ts";
import { type RouteEnv, Routes } from "../../board/routing.ts";

/** What the routes ask of the bridges. */
export type ObservedBridges = Pick<DjangoBridges, "statuses" | "misfits" | "test">;

/** How the bridges to Django are doing, and what of Django's could not be published; for administrators. */
export function djangoRoutes(bridges: ObservedBridges): OpenAPIHono<RouteEnv> {
  const routes = new Routes("operations", "error");
  const errors = { 401: "Nobody, or a credential that is not valid", 403: "Not an admin" };

  routes.add({
    method: "get",
    path: "/api/v1/operations/django",
    summary: "How each layer of Django is doing on this node, and the last messages that were not published",
    answer:
      "{layers: [{layer, state: following | elsewhere | away, problem, received, published, waiting, sent, unsent, test}], " +
      "misfits: {counts: {kind: number}, last: [{layer, group, reason, excerpt, count, time}]}}; time in ms since 1970",
    errors,
  }, (c) => {
    routes.withRole(c);
    const { statuses, misfits } = bridges;
    const counts = Object.fromEntries(misfits.counts);
    return c.json({ layers: statuses, misfits: { counts, last: misfits.last } });
  });

  routes.add({
    method: "post",
    path: "/api/v1/operations/django/test",
    summary: "Sends a message through a private group of each layer and back",
    answer: "{<layer>: {ok: true, time, ms} or {ok: false, time, reason}}",
    errors,
  }, async (c) => {
    routes.withRole(c);
    return c.json(await bridges.test());
  });

  return routes.app;
}
