import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { Records } from "../../backend/backend.ts";
import { inboxOf } from "../../board/builtin/inbox.ts";
import { type RouteEnv, Routes } from "../../board/routing.ts";
import { shown, withinSize } from "./kept_publications.ts";

/** As many as wait of one type of message. */
const MAX_OFFSETS = 1_000;

const acknowledgement = z.strictObject({ offsets: z.array(z.int().min(1)).min(1).max(MAX_OFFSETS) });

/** The inbox of who asks, for clients without a WebSocket. */
export function inboxRoutes(records: Records): OpenAPIHono<RouteEnv> {
  const routes = new Routes("inbox", "error");

  routes.add({
    method: "get",
    path: "/api/v1/inbox",
    summary: "What waits for you, oldest first; when it is much, acknowledge it and ask again for the rest",
    answer: "{group, epoch, offset, publications: [{offset, time, message}]}",
    errors: { 401: "Nobody, or a credential that is not valid" },
  }, async (c) => {
    const group = inboxOf(routes.signedIn(c).subject);
    const { position, publications } = await records.read(group, (record) => record.since());
    return c.json({ group, ...position, publications: withinSize(publications).map(shown) });
  });

  routes.add({
    method: "post",
    path: "/api/v1/inbox/ack",
    summary: "Acknowledges messages: they wait no longer, on no device",
    body: acknowledgement,
    answer: "{acknowledged}: those offsets that were waiting",
    errors: {
      400: "The body is not a JSON object",
      401: "Nobody, or a credential that is not valid",
      422: `offsets is not a list of 1 to ${MAX_OFFSETS} whole numbers from 1`,
      503: "Nothing can be kept at this moment: try again later",
    },
  }, async (c) => {
    const { subject } = routes.signedIn(c);
    const { offsets } = await routes.body(c, acknowledgement);
    return c.json({ acknowledged: await records.acknowledge(inboxOf(subject), offsets) });
  });

  return routes.app;
}
