/** The HTTP side of signing in, without a server around it. */
import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { bodyLimit } from "@hono/hono/body-limit";
import { SESSION_COOKIE } from "../../src/auth/authenticate.ts";
import type { HttpEnv } from "../../src/http/http_env.ts";
import { identify } from "../../src/http/middleware/identify.ts";
import { onError } from "../../src/http/on_error.ts";
import type { Peer } from "../../src/http/peer.ts";
import { signInRoutes } from "../../src/http/routes/sign_in.ts";
import { signInApi } from "../../src/http/routes/sign_in_api.ts";
import { StaticFiles } from "../../src/http/static_files.ts";
import { type IdentityParts, PASSWORD } from "./identity.ts";

/** Where the requests of {@link Ask} come from unless a test says otherwise. */
export const PEER: Peer = { address: "10.0.0.1", host: "boards.example", secure: false };
/** The origins that are allowed besides the server's own. */
export const ORIGINS = { origins: ["https://friend.example"] };

/** Sends one request to the app as if from `peer`; a body makes it a POST. */
export type Ask = (
  path: string,
  init?: RequestInit & { peer?: Partial<Peer>; form?: Record<string, string>; json?: unknown },
) => Promise<Response>;

/** The sign-in routes as the server mounts them, and one that is behind {@link identify}. */
export function appOf(parts: IdentityParts): { app: Hono<HttpEnv>; ask: Ask } {
  const app = new Hono<HttpEnv>();
  app.use(bodyLimit({ maxSize: 2000, onError: (c) => c.text("", 413) }));
  app.route("/", signInRoutes({ ...parts, files: new StaticFiles(), origins: ORIGINS }));
  app.route("/", signInApi({ ...parts, config: ORIGINS }));
  app.use("/api/*", identify(parts.authenticator, ORIGINS));
  app.all("/api/who", (c) => c.json({ subject: c.var.identity?.subject ?? null }));
  app.onError(onError);
  const ask: Ask = async (path, { peer, form, json, ...init } = {}) => {
    const body = form
      ? new URLSearchParams(form)
      : json === undefined
      ? init.body ?? null
      : JSON.stringify(json);
    const method = init.method ?? (body === null ? "GET" : "POST");
    const request = new Request(`http://boards.example${path}`, { ...init, method, body });
    return await app.fetch(request, { peer: { ...PEER, ...peer } });
  };
  return { app, ask };
}

/** The cookie that an answer sets, with its attributes. */
export function cookieOf(response: Response, name: string = SESSION_COOKIE): string {
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  assert.ok(cookie, `${response.status} sets no cookie ${name}`);
  return cookie;
}

/** A cookie as a browser sends it back. */
export function pairOf(cookie: string): string {
  return cookie.split(";")[0]!;
}

/** Whether an answer sets no cookie at all. */
export function setsNoCookie(response: Response): boolean {
  return response.headers.getSetCookie().length === 0;
}

/** What the form of the user `ann` sends. */
export const FORM = { username: "ann", password: PASSWORD };
