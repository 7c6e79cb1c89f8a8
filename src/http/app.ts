import type { OpenAPIHono as Described } from "@hono/zod-openapi";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "@hono/hono";
import { bodyLimit } from "@hono/hono/body-limit";
import { cors } from "@hono/hono/cors";
import { methodNotAllowed } from "@hono/hono/method-not-allowed";
import { secureHeaders } from "@hono/hono/secure-headers";
import type { Authenticator } from "../auth/authenticate.ts";
import type { Memberships } from "../auth/memberships.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { SignIn } from "../auth/sign_in.ts";
import type { Tickets } from "../auth/tickets.ts";
import type { Tokens } from "../auth/tokens.ts";
import type { Backend } from "../backend/backend.ts";
import { connectionsElsewhere } from "../backend/nodes.ts";
import type { Publish } from "../board/board.ts";
import type { BoardCatalog } from "../board/board_catalog.ts";
import type { Publisher } from "../board/publisher.ts";
import type { RouteEnv } from "../board/routing.ts";
import type { Config } from "../config/config.ts";
import type { Connections } from "../connection/connections.ts";
import type { Demand } from "../group/demand.ts";
import type { GroupRegistry } from "../group/group_registry.ts";
import type { HttpEnv } from "./http_env.ts";
import type { Metrics } from "./metrics.ts";
import type { OperationsParts } from "./operations/operations_parts.ts";
import { eventStreams, type Streams } from "./middleware/event_streams.ts";
import { identify } from "./middleware/identify.ts";
import { noteRefusals } from "./middleware/note_refusals.ts";
import { rateLimit } from "./middleware/rate_limit.ts";
import { sharedScripts } from "./middleware/shared_scripts.ts";
import { onError } from "./on_error.ts";
import { boardRoutes } from "./routes/boards.ts";
import { djangoRoutes, type ObservedBridges } from "./routes/django.ts";
import { demandRoutes } from "./routes/demand.ts";
import { healthRoutes } from "./routes/health.ts";
import { identityRoutes } from "./routes/identity.ts";
import { inboxRoutes } from "./routes/inbox.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { nodeRoutes } from "./routes/node.ts";
import { operationsRoutes } from "./routes/operations.ts";
import { pageRoutes } from "./routes/pages.ts";
import { publishRoutes } from "./routes/publish.ts";
import { signInRoutes } from "./routes/sign_in.ts";
import { signInApi } from "./routes/sign_in_api.ts";
import { StaticFiles } from "./static_files.ts";

/** What the HTTP side works on. */
export interface AppParts {
  readonly config: Config;
  readonly version: string;
  readonly backend: Backend;
  readonly catalog: BoardCatalog;
  readonly upgrade: Streams;
  readonly connections: Pick<Connections, "size" | "perBoard" | "traffic">;
  readonly groups: GroupRegistry;
  readonly demand: Demand;
  readonly django: ObservedBridges;
  readonly metrics: Metrics;
  readonly operations: OperationsParts;
  readonly publisher: Publisher;
  readonly publish: Publish;
  readonly authenticator: Authenticator;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly memberships: Memberships;
  readonly tokens: Tokens;
  readonly upgradeTickets: Tickets;
}

const CONTENT_SECURITY = {
  defaultSrc: ["'self'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
};

/** The whole route table. Paths are exact: a trailing slash is significant. */
export function createApp(parts: AppParts): OpenAPIHono<HttpEnv> {
  const { config, catalog, backend, groups, authenticator, connections } = parts;
  const { records } = backend;
  const files = new StaticFiles();
  const app = new OpenAPIHono<HttpEnv>();

  app.use(methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const error = `${c.req.method} is not possible here; ${methods.join(", ")} is`;
      return c.json({ error }, 405, { allow: methods.join(", ") });
    },
  }));
  app.use(sharedScripts);
  app.use(secureHeaders({ contentSecurityPolicy: CONTENT_SECURITY, referrerPolicy: "same-origin" }));
  app.use(eventStreams(parts.upgrade, config.origins));
  app.use(noteRefusals(parts.operations.refusals));
  if (config.origins.length > 0) app.use("/api/*", cors({ origin: [...config.origins], credentials: true }));
  app.use(bodyLimit({
    maxSize: config.limits.bodyBytes,
    onError: (c) => c.json({ error: `The body is larger than ${config.limits.bodyBytes} bytes` }, 413),
  }));
  app.use("/api/*", rateLimit(config.limits.requestsPerMinute));

  app.route("/", pageRoutes({ files, authenticator }));
  app.route("/", signInRoutes({ ...parts, files, origins: config }));
  app.route("/", signInApi(parts));
  app.route("/", healthRoutes({ backend, groups, openGroup: "tutoring" }));
  app.get("/openapi.json", (c) => c.json(document(app, parts.version)));

  app.use("/api/*", identify(authenticator, config));
  app.use("/ws/stats", identify(authenticator, config));
  app.use("/metrics", identify(authenticator, config));
  for (
    const api of [
      identityRoutes(parts.upgradeTickets),
      publishRoutes(parts.publisher, config.limits),
      boardRoutes({ catalog, records, groups, viewers: (board) => viewersOf(parts, board) }),
      nodeRoutes({
        nodes: backend.nodes,
        connections,
        publishToViewer: groups.timings.publishToViewer,
      }),
      inboxRoutes(records),
      demandRoutes(parts),
      djangoRoutes(parts.django),
      metricsRoutes(parts.metrics),
      operationsRoutes(parts.operations),
      ...catalog.all.flatMap((board) => board.routes?.(parts.publish) ?? []),
    ]
  ) app.route("/", api as Described<RouteEnv>);

  app.notFound(async (c) => {
    const isBoard = catalog.route(c.req.path) !== undefined;
    if (!isBoard && isPageWanted(c)) return c.html(await files.page("app.html"), 404);
    if (!isBoard) return c.json({ error: `There is nothing at ${c.req.path}` }, 404);
    const error = "This is a board: watch it over a WebSocket, or with ?transport=sse as server-sent events";
    return c.json({ error }, 426, { upgrade: "websocket" });
  });
  app.onError(onError);
  return app;
}

/** How many connections watch `board`, on all nodes. */
function viewersOf({ connections, backend }: AppParts, board: string): number {
  return (connections.perBoard.get(board) ?? 0) + connectionsElsewhere(backend.nodes, board);
}

/** Whether somebody looks for a page here: it says in a browser that there is none. */
function isPageWanted({ req }: Context): boolean {
  return req.method === "GET" && !req.path.startsWith("/api/") && !req.path.startsWith("/static/") &&
    (req.header("accept") ?? "").includes("text/html");
}

function document(app: OpenAPIHono<HttpEnv>, version: string): unknown {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
  });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Boardcast", version },
    security: [{ token: [] }, { apiKey: [] }],
  });
}
