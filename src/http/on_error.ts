import type { Context } from "@hono/hono";
import { routePath } from "@hono/hono/route";
import { HTTPException } from "@hono/hono/http-exception";
import { getLogger } from "@logtape/logtape";
import { PasswordsBusy } from "../auth/password.ts";
import { IdempotencyConflict, StorageError } from "../backend/backend.ts";
import { HttpRefusal } from "../board/routing.ts";

const log = getLogger(["boardcast", "http"]);

/**
 * Turns whatever a handler threw into a response. Nothing internal leaves the process, and the log has the pattern of
 * the route instead of a path that may hold a secret.
 */
export function onError(error: Error, c: Context): Response {
  if (error instanceof HttpRefusal) {
    return Response.json(error.body, { status: error.status, headers: error.headers });
  }
  if (error instanceof IdempotencyConflict) return c.json({ error: error.message }, 422);
  if (error instanceof HTTPException) {
    return c.json({ error: error.message || "The request is not valid" }, error.status);
  }
  if (error instanceof StorageError || error instanceof PasswordsBusy) {
    log.error("{method} {path}: {reason}", {
      method: c.req.method,
      path: routePath(c, -1),
      reason: error.message,
    });
    return c.json({ error: publicReason(error) }, 503, { "retry-after": "5" });
  }
  log.error("{method} {path} failed: {name}: {reason}", {
    method: c.req.method,
    path: routePath(c, -1),
    name: error.name,
    reason: error.message,
  });
  return c.json({ error: "The server failed; its log tells more" }, 500);
}

/** The message of a storage error names paths; what a producer needs to know is that nothing was kept. */
function publicReason(error: Error): string {
  if (error instanceof PasswordsBusy) return error.message;
  return "The server cannot keep anything at this moment, so nothing was done: try again later";
}
