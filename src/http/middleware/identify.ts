import type { MiddlewareHandler } from "@hono/hono";
import type { Authenticator } from "../../auth/authenticate.ts";
import { isOwnOrigin, type OriginOptions } from "../../auth/origin.ts";
import type { HttpContext, HttpEnv } from "../http_env.ts";
import { setSessionCookie } from "../session_cookie.ts";

const READING = ["GET", "HEAD", "OPTIONS"];

/** Whether the request may use or be given a cookie: it does not come from another site's page. */
export function isFromOwnPage(c: HttpContext, { origins }: OriginOptions): boolean {
  const { host, secure } = c.env.peer;
  return isOwnOrigin(c.req.raw, host, { origins, secure });
}

/**
 * Finds out who asks: by token, API key or cookie. What is not valid is refused with 401 (RFC 9110, section 15.5.2), and a
 * write by cookie that comes from another site with 403.
 */
export function identify(authenticator: Authenticator, origins: OriginOptions): MiddlewareHandler<HttpEnv> {
  return async function identify(c, next) {
    const authentication = await authenticator.authenticate(c.req.raw, ["bearer", "apiKey", "cookie"]);
    if ("refused" in authentication) {
      const { refused } = authentication;
      return c.json({ error: refused, detail: refused }, 401, { "www-authenticate": "Bearer" });
    }
    const { identity, renewedSession } = authentication;
    const isWrite = !READING.includes(c.req.method);
    if (identity?.credential === "cookie" && isWrite && !isFromOwnPage(c, origins)) {
      const reason = "A page of another site may not use the session cookie here";
      return c.json({ error: reason, detail: reason }, 403);
    }
    c.set("identity", identity);
    if (renewedSession !== undefined) setSessionCookie(c, renewedSession);
    await next();
  };
}
