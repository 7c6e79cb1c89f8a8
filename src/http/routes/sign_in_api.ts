import { Hono } from "@hono/hono";
import type { Memberships } from "../../auth/memberships.ts";
import type { OriginOptions } from "../../auth/origin.ts";
import type { Sessions } from "../../auth/sessions.ts";
import type { SignedIn, SignIn } from "../../auth/sign_in.ts";
import type { Tokens } from "../../auth/tokens.ts";
import type { User } from "../../auth/users.ts";
import { HttpRefusal } from "../../board/routing.ts";
import { isObject, type JsonObject, parseJson } from "../../protocol/message.ts";
import type { HttpContext, HttpEnv } from "../http_env.ts";
import { isFromOwnPage } from "../middleware/identify.ts";
import { setSignInCookies } from "../session_cookie.ts";
import { signInFrom, signInProblem } from "./sign_in.ts";

/** An access token holds for an hour. */
const ACCESS_LIFE = 3_600_000;

/** What signing in by JSON works on. */
export interface SignInApiParts {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly memberships: Memberships;
  readonly config: OriginOptions;
}

/** Signing in by JSON, as programs and single-page applications do. */
export function signInApi(parts: SignInApiParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.post("/api/auth/login/", async (c) => {
    if (!isFromOwnPage(c, parts.config)) {
      return c.json({ detail: "A page of another site may not sign you in here" }, 403);
    }
    const { username, password } = await texts(c, "username", "password");
    const signedIn = await signInOrRefuse(c, parts.signIn, username!, password!);
    setSignInCookies(c, signedIn);
    const { user, session } = signedIn;
    return c.json({
      access: await accessToken(user, parts),
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

  app.post("/api/auth/token/refresh/", async (c) => {
    const { refresh } = await texts(c, "refresh");
    const session = await parts.sessions.find(refresh!);
    if (!session) return c.json({ detail: "The refresh token has ended: sign in" }, 401);
    return c.json({ access: await accessToken(session.user, parts) });
  });

  app.post("/api/v1/auth/login", async (c) => {
    const { email, password } = await texts(c, "email", "password");
    const { user } = await signInOrRefuse(c, parts.signIn, email!, password!);
    return c.json({
      access_token: await accessToken(user, parts),
      token_type: "bearer",
      expires_in: ACCESS_LIFE / 1000,
      user_info: { id: user.id, ...await claimsOf(user, parts.memberships) },
    });
  });

  return app;
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

async function accessToken(user: User, { tokens, memberships }: SignInApiParts): Promise<string> {
  const claims = await claimsOf(user, memberships);
  return await tokens.mint({ ...claims, type: "access", generation: user.generation }, ACCESS_LIFE);
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
