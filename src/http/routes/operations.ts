import type { OpenAPIHono } from "@hono/zod-openapi";
import { type RouteContext, type RouteEnv, Routes } from "../../board/routing.ts";
import type { JsonObject } from "../../protocol/message.ts";
import { AnswerCosts } from "../operations/answer_costs.ts";
import { GROUP_ORDERS, groupList } from "../operations/group_list.ts";
import type { OperationsParts } from "../operations/operations_parts.ts";
import { explanationOf } from "../operations/peer_explanation.ts";
import { PeerList, peerWith } from "../operations/peer_list.ts";
import { sessionList } from "../operations/session_list.ts";
import { summaryOf } from "../operations/summary.ts";

const ERRORS = { 401: "Nobody, or a credential that is not valid", 403: "No admin" };
const NO_PEER = "There is no such connection any more";
const NO_SESSION = "There is no such session any more";

/** How the server is doing, for admins: it shows people. */
export function operationsRoutes(parts: OperationsParts): OpenAPIHono<RouteEnv> {
  const routes = new Routes("operations", "error");
  const costs = new AnswerCosts();
  const peers = new PeerList(parts);

  /** An answer that is counted, at `path` below the operations. */
  function add(
    { path, summary, answer, errors = {} }: {
      path: string;
      summary: string;
      answer: string;
      errors?: Record<number, string>;
    },
    read: (c: RouteContext) => JsonObject | Promise<JsonObject>,
  ): void {
    const description = { method: "get", summary, answer, errors: { ...ERRORS, ...errors } } as const;
    routes.add({ ...description, path: `/api/v1/operations${path}` }, async (c) => {
      routes.withRole(c);
      const began = performance.now();
      return costs.answer(path.split("/")[1] ?? "summary", began, await read(c));
    });
  }

  add({
    path: "",
    summary: "How this node is doing, and the others",
    answer: "{node, backend, nodes, now, trend, people, groups, boards, totals, latency, costs}",
  }, () => ({ ...summaryOf(parts), costs: costs.all }));

  add({
    path: "/groups",
    summary: `Groups by ?sort= (${
      GROUP_ORDERS.join(", ")
    }), ?limit= (50) of those that begin with ?prefix=, after ?offset=`,
    answer:
      "{groups: [{group, board, members, viewers, rate, freshness, published, offset, kept}], matching, open, examined}",
    errors: { 422: "A parameter cannot be used" },
  }, (c) =>
    groupList(parts, {
      sort: routes.choice(c, "sort", GROUP_ORDERS) ?? "members",
      prefix: c.req.query("prefix") ?? "",
      offset: routes.count(c, "offset", 0, 10_000, 0),
      limit: routes.count(c, "limit", 50, 200),
    }));

  add({
    path: "/peers",
    summary: "The ?limit= (20) connections that are the furthest behind, of a sample if there are very many",
    answer:
      "{peers: [{id, subject, name, board, path, dialect, remote, since, lagging, waiting, behind, groups}], connections, examined}",
    errors: { 422: "A parameter cannot be used" },
  }, (c) => peers.slowest(routes.count(c, "limit", 20, 200)));

  add({
    path: "/peers/{id}",
    summary: "Where one connection stands in each of its groups, and why it lags",
    answer:
      "The same, {dropped, highWater, lag, reasons}, groups: [{group, offset, newest, behind, waiting, skipped}]",
    errors: { 404: NO_PEER },
  }, (c) => {
    const connection = peerWith(c.req.param("id")!, parts);
    if (!connection) throw routes.refusal(404, NO_PEER);
    return explanationOf(connection, parts);
  });

  add({
    path: "/refusals",
    summary: "Who was refused lately, at most 200, those that are alike counted as one",
    answer: "{refusals: [{code, path, reason, subject, address, count, first, time}], total}",
  }, () => ({ refusals: parts.refusals.recent, total: parts.refusals.total }));

  add({
    path: "/sessions",
    summary: "Who is signed in: ?limit= (100) sessions after the one with the id ?after=",
    answer: "{sessions: [{id, subject, name, created, seen, expires, connections, current}], next}",
    errors: { 422: "A parameter cannot be used" },
  }, (c) => {
    const { session } = routes.signedIn(c);
    const limit = routes.count(c, "limit", 100, 1000);
    return sessionList(parts, { limit, after: c.req.query("after"), current: session });
  });

  routes.add({
    method: "delete",
    path: "/api/v1/operations/sessions/{id}",
    summary: "End a session, and within a second its connections",
    answer: "{ended: true}",
    errors: { ...ERRORS, 404: NO_SESSION },
  }, async (c) => {
    routes.withRole(c);
    if (!await parts.sessions.endById(c.req.param("id")!)) throw routes.refusal(404, NO_SESSION);
    return c.json({ ended: true });
  });

  return routes.app;
}
