import type { MiddlewareHandler } from "@hono/hono";
import { routePath } from "@hono/hono/route";
import type { Refusals } from "../../connection/refusals.ts";
import { isObject } from "../../protocol/message.ts";
import type { HttpContext, HttpEnv } from "../http_env.ts";
import { countedAddress } from "../peer.ts";

/** What an operator wants to hear of. */
const NOTED: ReadonlySet<number> = new Set([401, 403, 413, 422, 429, 503]);

/** Remembers the requests that are refused: by the pattern of their route, since a path may hold a secret. */
export function noteRefusals(refusals: Refusals): MiddlewareHandler<HttpEnv> {
  return async function noteRefusals(c, next) {
    await next();
    const { status } = c.res;
    if (!NOTED.has(status) || isQuestion(c)) return;
    refusals.note({
      code: status,
      path: `${c.req.method} ${routePath(c, -1)}`,
      reason: await reasonOf(c.res),
      subject: c.get("identity")?.subject ?? null,
      address: countedAddress(c.env.peer.address),
    });
  };
}

/** A page asks who is signed in, and hears that nobody is: that is an answer. */
function isQuestion({ req, res }: HttpContext): boolean {
  const shows = ["authorization", "x-api-key", "cookie"].some((name) => req.header(name) !== undefined);
  return res.status === 401 && req.method === "GET" && !shows;
}

/** What the login page says in its text. */
const IN_WORDS: Readonly<Record<number, string>> = {
  401: "The user name or the password is wrong, or the link has expired",
  403: "The form came from another site",
  429: "Too many attempts to sign in",
};

async function reasonOf(response: Response): Promise<string> {
  const inWords = IN_WORDS[response.status] ?? "Refused";
  if (!response.headers.get("content-type")?.startsWith("application/json")) return inWords;
  const body: unknown = await response.clone().json().catch(() => null);
  if (!isObject(body)) return inWords;
  const [problem] = Array.isArray(body["problems"]) ? body["problems"] : [];
  const reason = String(body["error"] ?? body["detail"] ?? inWords);
  return isObject(problem) ? `${reason}: ${problem["path"]} ${problem["message"]}` : reason;
}
