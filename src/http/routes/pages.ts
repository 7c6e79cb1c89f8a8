import { Hono } from "@hono/hono";
import type { Authenticator } from "../../auth/authenticate.ts";
import type { HttpContext, HttpEnv } from "../http_env.ts";
import { setSessionCookie } from "../session_cookie.ts";
import type { StaticFiles } from "../static_files.ts";

/** The pages and what belongs to them. */
export function pageRoutes(
  { files, authenticator }: { files: StaticFiles; authenticator: Authenticator },
): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  async function serve(c: HttpContext, path: string): Promise<Response> {
    const file = await files.get(path);
    if (!file) return c.notFound() as Response;
    const headers = { "content-type": file.type, etag: file.etag, "cache-control": "no-cache" };
    if (isKnown(c.req.header("if-none-match"), file.etag)) return c.body(null, 304, headers);
    return c.body(file.bytes, 200, headers);
  }

  app.get("/", async (c) => {
    const authentication = await authenticator.authenticate(c.req.raw, ["cookie"]);
    if ("refused" in authentication || authentication.identity === null) return c.redirect("/login/", 302);
    if (authentication.renewedSession !== undefined) setSessionCookie(c, authentication.renewedSession);
    return await serve(c, "app.html");
  });
  // Which board it is, and whether it may be opened, the page finds out itself.
  for (const path of ["/boards/:board", "/operations", "/dashboard"]) {
    app.get(path, (c) => serve(c, "app.html"));
  }
  app.get("/test_websocket.html", (c) => serve(c, "test_websocket.html"));
  // The client that fits this server, at an address that is easy to remember.
  app.get("/client.js", (c) => serve(c, "client.js"));
  app.get("/client.js.map", (c) => serve(c, "client.js.map"));
  app.get("/favicon.ico", (c) => serve(c, "favicon.svg"));
  app.get("/static/*", (c) => serve(c, c.req.path.slice("/static/".length)));
  return app;
}

/** Whether `condition` names `etag`: a list, compared weakly, since proxies mark what they compress (RFC 9110, section 13.1.2). */
function isKnown(condition: string | undefined, etag: string): boolean {
  const tags = (condition ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag);
}
