import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { hasRole, type Identity } from "../../../auth/identity.ts";
import type { Records, Store } from "../../../backend/backend.ts";
import { connectionsElsewhere, type Nodes } from "../../../backend/nodes.ts";
import type { GroupRegistry } from "../../../group/group_registry.ts";
import { isObject, parseJson } from "../../../protocol/message.ts";
import type { Publish } from "../../board.ts";
import type { GroupPattern } from "../../group_pattern.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../routing.ts";
import { type Client, CLIENT_GROUP, type Clients, isRole, MSP_GROUP, MSP_ROLES } from "./clients.ts";
import { clientRoutes } from "./client_routes.ts";
import { interactionReport } from "./interaction_report.ts";
import { Interactions } from "./interactions.ts";

/** What the routes of the engagement board work on. */
export interface EngagementParts {
  readonly store: Store;
  readonly records: Records;
  readonly groups: GroupRegistry;
  readonly nodes: Nodes;
  readonly clients: Clients;
}

const increment = z.object({
  app_id: z.string().min(1).max(128),
  interaction_count: z.number().int().min(1).max(1_000_000).default(1),
});

/** Counting interactions, reading what was counted, and who is connected. */
export function engagementRoutes(parts: EngagementParts, publish: Publish): OpenAPIHono<RouteEnv> {
  const { store, records, groups, nodes, clients } = parts;
  const routes = new Routes("engagement", "detail");
  const interactions = new Interactions(store);

  async function visibleClient(c: RouteContext, identity: Identity): Promise<Client> {
    const id = c.req.param("id")!;
    const client = await clients.visibleTo(identity, id);
    if (client) return client;
    if (!hasRole(identity) && !isRole(identity, MSP_ROLES)) throw routes.refusal(403, "Access denied");
    throw routes.refusal(404, "Client not found or access denied");
  }

  async function incrementBody(c: RouteContext): Promise<z.output<typeof increment>> {
    const value = parseJson(await routes.text(c));
    if (!isObject(value)) throw routes.refusal(400, "Invalid request body");
    if (value["app_id"] === undefined || value["app_id"] === null) {
      throw routes.refusal(400, "app_id is required");
    }
    const parsed = increment.safeParse(value);
    if (!parsed.success) {
      throw routes.refusal(400, `Invalid request body: ${parsed.error.issues[0]!.message}`);
    }
    return parsed.data;
  }

  routes.add({
    method: "post",
    path: "/api/v1/clients/{id}/interactions/increment",
    summary: "Count interactions with an application; viewers get interaction_update",
    body: increment,
    answer: "{success, message}",
  }, async (c) => {
    const identity = routes.signedIn(c);
    const { app_id, interaction_count } = await incrementBody(c);
    if (!hasRole(identity, "msp_admin", "msp_user", "client_admin", "end_user")) {
      throw routes.refusal(403, "Insufficient permissions");
    }
    const client = await visibleClient(c, identity);
    if (!await clients.application(client.id, app_id)) throw routes.refusal(404, "Application not found");
    const total_daily_interactions = await interactions.increment(client.id, app_id, interaction_count);
    const data = { client_id: client.id, app_id, interaction_count, total_daily_interactions };
    await publish({
      group: CLIENT_GROUP.name({ client: client.id }),
      message: { type: "interaction_update", data },
    });
    return c.json({ success: true, message: `Incremented interaction count by ${interaction_count}` });
  });

  routes.add({
    method: "get",
    path: "/api/v1/clients/{id}/interactions",
    answer: "Totals, top applications and the trend of a client",
  }, async (c) => {
    const client = await visibleClient(c, routes.signedIn(c));
    return c.json(await interactionReport(client, { clients, interactions, records }));
  });

  routes.add({
    method: "get",
    path: "/api/v1/clients/{id}/applications/{app}/interactions",
    summary: "For MSP roles",
    answer: "The daily counts of one application",
  }, async (c) => {
    const identity = routes.withRole(c, ...MSP_ROLES);
    const client = await visibleClient(c, identity);
    const application = await clients.application(client.id, c.req.param("app")!);
    if (!application) throw routes.refusal(404, "Application not found");
    const days = (await interactions.daily(client.id, 30)).filter(({ app }) => app === application.id);
    return c.json({
      client_id: client.id,
      app_id: application.id,
      app_name: application.name,
      total_interactions: days.reduce((sum, { count }) => sum + count, 0),
      interaction_trends: days.map(({ date, count }) => ({ date, interactions: count })),
    });
  });

  for (const path of ["/api/v1/ws/stats", "/ws/stats"]) {
    routes.add(
      { method: "get", path, answer: "{total_connections, client_connections, msp_connections}" },
      (c) => {
        if (c.get("identity") === null) {
          return c.json({
            error: "Missing authorization header",
            detail: "Send Authorization: Bearer <token>",
          }, 401);
        }
        return c.json(stats(groups, connectionsElsewhere(nodes, "engagement")));
      },
    );
  }

  routes.app.route("/", clientRoutes(clients));
  return routes.app;
}

/** Each connection counts once in the total, however many groups it is in, and on whatever node. */
function stats(groups: GroupRegistry, elsewhere: number): Record<string, unknown> {
  const isCounted = (name: string) => (CLIENT_GROUP.match(name) ?? MSP_GROUP.match(name)) !== null;
  const here = groups.groups.filter(({ name }) => isCounted(name));
  const sizes = (pattern: GroupPattern, parameter: string) =>
    Object.fromEntries(
      [...groups.watched].flatMap(([name, count]) => {
        const id = pattern.match(name)?.[parameter];
        return id === undefined ? [] : [[id, count]];
      }),
    );
  return {
    total_connections: new Set(here.flatMap(({ members }) => [...members])).size + elsewhere,
    client_connections: sizes(CLIENT_GROUP, "client"),
    msp_connections: sizes(MSP_GROUP, "msp"),
  };
}
