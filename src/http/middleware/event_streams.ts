import { cors } from "@hono/hono/cors";
import type { MiddlewareHandler } from "@hono/hono";
import type { Upgrade } from "../../connection/upgrade.ts";
import type { HttpEnv } from "../http_env.ts";

/** What answers them. */
export type Streams = Pick<Upgrade, "isStream" | "stream">;

/** Answers requests for a board as server-sent events, also to the pages of allowed `origins`. */
export function eventStreams(streams: Streams, origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  const allow = cors({ origin: [...origins], credentials: true });
  return async function eventStreams(c, next) {
    if (!streams.isStream(c.req.raw)) return await next();
    await allow(c, async () => {
      c.res = await streams.stream(c.req.raw, c.env.peer);
    });
  };
}
