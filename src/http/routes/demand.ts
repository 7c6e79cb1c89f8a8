import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Authenticator } from "../../auth/authenticate.ts";
import { hasRole, type Identity } from "../../auth/identity.ts";
import type { BoardCatalog } from "../../board/board_catalog.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../board/routing.ts";
import type { Demand } from "../../group/demand.ts";
import { DemandStream } from "../demand_stream.ts";

/** What the demand is told from, and to whom. */
export interface DemandRouteParts {
  readonly demand: Demand;
  readonly catalog: BoardCatalog;
  readonly authenticator: Authenticator;
}

/** Which groups have viewers, for producers that feed them. */
export function demandRoutes({ demand, catalog, authenticator }: DemandRouteParts): OpenAPIHono<RouteEnv> {
  const routes = new Routes("publishing", "error");

  routes.add({
    method: "get",
    path: "/api/v1/demand",
    summary:
      "Which of the groups that one may publish to have viewers on this node, and every change; of one ?board= if it is given",
    answer:
      "text/event-stream: one `event: state` with {watched: [group], time}, which replaces all that was known, " +
      "then an `event: change` with {group, watched, time} for each group that gets its first viewer, or has been without " +
      "one for a second; time in ms since 1970. A slow reader is told the newest of each group",
    errors: {
      401: "Nobody, or a credential that is not valid",
      403: "Neither the API key nor a role that may publish",
      404: "There is no such board",
    },
  }, (c) => {
    const identity = routes.signedIn(c);
    if (!mayPublishAnywhere(identity)) {
      throw routes.refusal(403, "This needs the role admin, publisher or one that may publish to a group");
    }
    const board = boardOf(c);
    const { response } = new DemandStream(demand, {
      isAbout: (group) => isAbout(identity, group, board),
      isAllowed: isStill(identity, c.req.raw),
    });
    return response;
  });

  function boardOf(c: RouteContext): string | undefined {
    const name = c.req.query("board");
    if (name !== undefined && !catalog.board(name)) throw routes.refusal(404, `There is no board "${name}"`);
    return name;
  }

  function mayPublishAnywhere(identity: Identity): boolean {
    return hasRole(identity, "publisher") ||
      catalog.all.some(({ groups }) => groups.some(({ mayPublish }) => mayPublish?.(identity)));
  }

  function isAbout(identity: Identity, group: string, board: string | undefined): boolean {
    if (board === undefined && hasRole(identity, "publisher")) return true;
    const address = catalog.group(group);
    if (!address || (board !== undefined && address.board.name !== board)) return false;
    return hasRole(identity, "publisher") || (address.declaration.mayPublish?.(identity) ?? false);
  }

  /** Asks again for what `request` shows: whether it still proves the same person with the same roles. */
  function isStill({ subject, roles }: Identity, { url, headers }: Request): () => Promise<boolean> {
    const request = new Request(url, { headers });
    return async () => {
      const now = await authenticator.authenticate(request, ["bearer", "apiKey", "cookie"]);
      if ("refused" in now || now.identity?.subject !== subject) return false;
      const { expires } = now.identity;
      const hasExpired = expires !== null && expires <= Date.now();
      return !hasExpired && now.identity.roles.join() === roles.join();
    };
  }

  return routes.app;
}
