import { Hono } from "@hono/hono";
import { getCookie } from "@hono/hono/cookie";
import { sessionSecret } from "../../auth/authenticate.ts";
import { DEVICE_COOKIE } from "../../auth/device_mark.ts";
import type { OriginOptions } from "../../auth/origin.ts";
import type { Sessions } from "../../auth/sessions.ts";
import type { SignedIn, SignIn, SignInRefusal } from "../../auth/sign_in.ts";
import type { HttpContext, HttpEnv } from "../http_env.ts";
import { isFromOwnPage } from "../middleware/identify.ts";
import { countedAddress } from "../peer.ts";
import { clearSessionCookie, setSignInCookies } from "../session_cookie.ts";
import type { StaticFiles } from "../static_files.ts";

/** What signing in by page, link or JSON works on. */
export interface SignInRouteParts {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly files: StaticFiles;
  readonly origins: OriginOptions;
}

/** Signs in by account and password from where the request comes from. */
export function signInFrom(
  c: HttpContext,
  signIn: SignIn,
  { account, password }: { account: string; password: string },
): Promise<SignedIn | SignInRefusal> {
  const address = countedAddress(c.env.peer.address);
  return signIn.withPassword(account, password, { address, device: getCookie(c, DEVICE_COOKIE) });
}

/** What a refused sign-in is answered with: the same for a wrong user and a wrong password. */
export function signInProblem(
  refusal: SignInRefusal,
): { status: 401 | 429; text: string; headers: Record<string, string> } {
  if (refusal.refused === "wrong") {
    return { status: 401, text: "The user name or the password is wrong.", headers: {} };
  }
  const seconds = Math.ceil(refusal.retryAfter / 1000);
  const text = `Too many attempts. Try again in ${seconds} seconds.`;
  return { status: 429, text, headers: { "retry-after": String(seconds) } };
}

/** The login page, one-time links and signing out. */
export function signInRoutes({ signIn, sessions, files, origins }: SignInRouteParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  async function page(
    c: HttpContext,
    message: string,
    next: string,
    status: 200 | 400 | 401 | 403 | 429 = 200,
    username = "",
  ) {
    c.header("cache-control", "no-store");
    return c.html(await files.page("login.html", { message, next, username }), status);
  }

  async function signInByForm(c: HttpContext): Promise<Response> {
    const form = await formOf(c);
    if (!form) return page(c, "The form could not be read. Try again.", "/", 400);
    const text = (name: string) => typeof form[name] === "string" ? form[name] : "";
    const next = localPath(text("next"));
    if (!isFromOwnPage(c, origins)) {
      return page(c, "The form came from another site. Sign in here.", next, 403);
    }
    const [account, password] = [text("username"), text("password")];
    const outcome = await signInFrom(c, signIn, { account, password });
    if ("refused" in outcome) {
      const { status, text: reason, headers } = signInProblem(outcome);
      Object.entries(headers).forEach(([name, value]) => c.header(name, value));
      // What stands in both fields is a password, which no page ever shows.
      return page(c, reason, next, status, account === password ? "" : account);
    }
    setSignInCookies(c, outcome);
    return c.redirect(next, 303);
  }

  async function signOut(c: HttpContext): Promise<Response> {
    if (!isFromOwnPage(c, origins)) return page(c, "Another site asked to sign you out.", "/", 403);
    const session = sessionSecret(c.req.raw);
    if (session !== null) await sessions.end(session);
    clearSessionCookie(c);
    return c.redirect("/login/", 302);
  }

  for (const path of ["/login/", "/auth/login/"]) {
    app.get(path, (c) => page(c, "", localPath(c.req.query("next") ?? "")));
    app.post(path, signInByForm);
  }
  app.on(["GET", "POST"], "/auth/logout/", signOut);
  app.get("/auth/link/:code", async (c) => {
    // What only looks whether the link leads anywhere does not use it up.
    if (c.req.method === "HEAD") return c.body(null, 204);
    const outcome = await signIn.withLink(c.req.param("code"));
    if ("refused" in outcome) return page(c, "The link was used before or has expired.", "/", 401);
    setSignInCookies(c, outcome);
    return c.redirect("/", 302);
  });
  return app;
}

/** The fields of a form; `null` for a body that is none. */
async function formOf(c: HttpContext): Promise<Record<string, unknown> | null> {
  try {
    return await c.req.parseBody();
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** A path on this server, as a browser will read it: anything else could lead a signed-in person elsewhere. */
function localPath(next: string): string {
  const url = next.startsWith("/") ? URL.parse(next, HERE) : null;
  if (url?.origin !== HERE || url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}

const HERE = "http://boardcast.invalid";
