import type { Next } from "@hono/hono";
import type { HttpContext } from "../http_env.ts";

/** Scripts of the client library, which pages of any origin may load: as modules and as classic scripts. */
const SHARED: ReadonlySet<string> = new Set([
  "/client.js",
  "/client.js.map",
  "/static/client.js",
  "/static/boardcast.js",
  "/static/js/components/websocket/dashboard-client.js",
]);

/** Lets pages of other origins load the client library (Fetch, CORS and CORP). It must be outside of what sets headers. */
export async function sharedScripts(c: HttpContext, next: Next): Promise<void> {
  await next();
  if (!SHARED.has(c.req.path)) return;
  c.header("access-control-allow-origin", "*");
  c.header("cross-origin-resource-policy", "cross-origin");
}
