import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { Authenticator } from "../../auth/authenticate.ts";
import type { Memberships } from "../../auth/memberships.ts";
import type { OriginOptions } from "../../auth/origin.ts";
import type { Sessions } from "../../auth/sessions.ts";
import { hashSecret } from "../../auth/secret.ts";
import type { SignedIn, SignIn } from "../../auth/sign_in.ts";
import type { Tokens } from "../../auth/tokens.ts";
import type { User } from "../../auth/users.ts";
import { HttpRefusal, Routes } from "../../board/routing.ts";
import { isObject, type JsonObject, parseJson } from "../../protocol/message.ts";
import type { HttpContext, HttpEnv } from "../http_env.ts";
import { isFromOwnPage } from "../middleware/identify.ts";
import { setSessionCookie, setSignInCookies } from "../session_cookie.ts";
import { signInFrom, signInProblem } from "./sign_in.ts";

/** An access token holds for an hour. */
const ACCESS_LIFE = 3_600_000;

/** What signing in by JSON works on. */
export interface SignInApiParts {
  readonly authenticator: Authenticator;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly memberships: Memberships;
  readonly config: OriginOptions;
}

const text = z.string().min(1);
const NOT_READ = "The body is not a JSON object with these texts";
const LOGIN_ERRORS = {
  400: NOT_READ,
  401: "The user name or the password is wrong",
  429: "Too many attempts: try again after Retry-After seconds",
  503: "Too many passwords are being checked, or nothing can be kept: try again later",
};

/** Signing in by JSON, as programs and single-page applications do. */
export function signInApi(parts: SignInApiParts): OpenAPIHono<HttpEnv> {
  const routes = new Routes<HttpEnv>("signing in", "detail");

  routes.add({
    method: "post",
    path: "/api/auth/login/",
    summary: "Sign in; the answer sets the session cookie as well",
    security: [],
    body: z.object({ username: text, password: text }),
    answer: "{access, refresh, user: {id, username, email, name, roles}}",
    errors: { ...LOGIN_ERRORS, 403: "A page of another site asks" },
  }, async (c) => {
    if (!isFromOwnPage(c, parts.config)) {
      return c.json({ detail: "A page of another site may not sign you in here" }, 403);
    }
    const { username, password } = await texts(c, "username", "password");
    const signedIn = await signInOrRefuse(c, parts.signIn, username!, password!);
    setSignInCookies(c, signedIn);
    const { user, session } = signedIn;
    return c.json({
      access: await accessToken(user, await hashSecret(session), parts),
      // The same session, so that signing out ends this as well.
      refresh: session,
      user: {
        id: user.id,
        username: user.name,
        email: user.email,
        name: user.displayName,
        roles: user.roles,
      },
    });
  });

  routes.add({
    method: "post",
    path: "/api/auth/token/refresh/",
    summary: "A new access token, while the session lasts",
    security: [],
    body: z.object({ refresh: text }),
    answer: "{access}",
    errors: { 400: NOT_READ, 401: "The session has ended" },
  }, async (c) => {
    const { refresh } = await texts(c, "refresh");
    const session = await parts.sessions.find(refresh!);
    if (!session) return c.json({ detail: "The refresh token has ended: sign in" }, 401);
    return c.json({ access: await accessToken(session.user, session.id, parts) });
  });

  routes.add({
    method: "post",
    path: "/api/v1/auth/login",
    summary: "Sign in for an access token alone",
    security: [],
    body: z.object({ email: text, password: text }),
    answer: "{access_token, token_type, expires_in, user_info}",
    errors: LOGIN_ERRORS,
  }, async (c) => {
    const { email, password } = await texts(c, "email", "password");
    const { user, session } = await signInOrRefuse(c, parts.signIn, email!, password!);
    return c.json({
      access_token: await accessToken(user, await hashSecret(session), parts),
      token_type: "bearer",
      expires_in: ACCESS_LIFE / 1000,
      user_info: { id: user.id, ...await claimsOf(user, parts.memberships) },
    });
  });

  routes.add({
    method: "get",
    path: "/api/v1/session",
    summary: "Whose session the cookie holds: no refusal where there is none, for pages that anybody may see",
    security: [],
    answer: "{account: {subject, name, roles}}, or null for nobody",
  }, async (c) => {
    c.header("cache-control", "no-store");
    const authentication = await parts.authenticator.authenticate(c.req.raw, ["cookie"]);
    if ("refused" in authentication || authentication.identity === null) return c.json({ account: null });
    const { identity: { subject, name, roles }, renewedSession } = authentication;
    if (renewedSession !== undefined) setSessionCookie(c, renewedSession);
    return c.json({ account: { subject, name, roles } });
  });

  routes.add({
    method: "post",
    path: "/api/v1/session",
    summary: "Sign in on a page, whose console shall not show an error for a mistyped password",
    security: [],
    body: z.object({ username: text, password: text }),
    answer: "{account: {subject, name, roles}} and the session cookie, or {account: null, problem}",
    errors: { 400: NOT_READ, 403: "A page of another site asks", 503: LOGIN_ERRORS[503] },
  }, async (c) => {
    if (!isFromOwnPage(c, parts.config)) {
      return c.json({ detail: "A page of another site may not sign you in here" }, 403);
    }
    c.header("cache-control", "no-store");
    const { username, password } = await texts(c, "username", "password");
    const outcome = await signInFrom(c, parts.signIn, { account: username!, password: password! });
    if ("refused" in outcome) return c.json({ account: null, problem: signInProblem(outcome).text });
    setSignInCookies(c, outcome);
    const { name, displayName, roles } = outcome.user;
    return c.json({ account: { subject: name, name: displayName, roles } });
  });

  return routes.app;
}

async function texts(c: HttpContext, ...names: string[]): Promise<Record<string, string>> {
  const body = parseJson(await c.req.text());
  const missing = isObject(body)
    ? names.filter((name) => typeof body[name] !== "string" || body[name] === "")
    : names;
  if (missing.length === 0) return body as Record<string, string>;
  throw new HttpRefusal(400, {
    detail: `The body must be a JSON object with the texts ${missing.join(" and ")}`,
  });
}

async function signInOrRefuse(
  c: HttpContext,
  signIn: SignIn,
  account: string,
  password: string,
): Promise<SignedIn> {
  const outcome = await signInFrom(c, signIn, { account, password });
  if (!("refused" in outcome)) return outcome;
  const { status, text, headers } = signInProblem(outcome);
  throw new HttpRefusal(status, { detail: text }, headers);
}

/** It ends with the session `sid`, also before its time. */
async function accessToken(
  user: User,
  sid: string,
  { tokens, memberships }: SignInApiParts,
): Promise<string> {
  const claims = await claimsOf(user, memberships);
  return await tokens.mint({ ...claims, type: "access", generation: user.generation, sid }, ACCESS_LIFE);
}

async function claimsOf(user: User, memberships: Memberships): Promise<JsonObject> {
  const scopes = await memberships.of(user.name);
  const scopeId = (scope: string) => scopes.find((membership) => membership.scope === scope)?.scopeId ?? null;
  return {
    sub: user.name,
    user_id: user.id,
    email: user.email,
    name: user.displayName,
    role: user.roles[0] ?? null,
    roles: user.roles,
    msp_id: scopeId("msp"),
    client_id: scopeId("client"),
  };
}
