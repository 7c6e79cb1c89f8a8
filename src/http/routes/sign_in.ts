import { Hono } from "@hono/hono";
import { getCookie } from "@hono/hono/cookie";
import { SESSION_COOKIE } from "../../auth/authenticate.ts";
import { isOwnOrigin, type OriginOptions } from "../../auth/origin.ts";
import type { Sessions } from "../../auth/sessions.ts";
import { DEVICE_COOKIE, type SignedIn, type SignIn, type SignInRefusal } from "../../auth/sign_in.ts";
import type { HttpContext, HttpEnv } from "../http_env.ts";
import { countedAddress } from "../peer.ts";
import { clearSessionCookie, setDeviceCookie, setSessionCookie } from "../session_cookie.ts";
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

  function begin(c: HttpContext, { session, device }: SignedIn): void {
    setSessionCookie(c, session);
    setDeviceCookie(c, device);
  }

  async function page(c: HttpContext, message: string, next: string, status: 200 | 401 | 403 | 429 = 200) {
    c.header("cache-control", "no-store");
    return c.html(await files.page("login.html", { message, next }), status);
  }

  async function signInByForm(c: HttpContext): Promise<Response> {
    const form = await c.req.parseBody();
    const text = (name: string) => typeof form[name] === "string" ? form[name] : "";
    const next = localPath(text("next"));
    if (!isOwnOrigin(c.req.raw, c.env.peer.host, origins)) {
      return page(c, "The form came from another site. Sign in here.", next, 403);
    }
    const outcome = await signInFrom(c, signIn, { account: text("username"), password: text("password") });
    if ("refused" in outcome) {
      const { status, text, headers } = signInProblem(outcome);
      Object.entries(headers).forEach(([name, value]) => c.header(name, value));
      return page(c, text, next, status);
    }
    begin(c, outcome);
    return c.redirect(next, 303);
  }

  async function signOut(c: HttpContext): Promise<Response> {
    const session = getCookie(c, SESSION_COOKIE);
    if (session !== undefined) await sessions.end(session);
    clearSessionCookie(c);
    return c.redirect("/login/", 302);
  }

  for (const path of ["/login/", "/auth/login/"]) {
    app.get(path, (c) => page(c, "", localPath(c.req.query("next") ?? "")));
    app.post(path, signInByForm);
  }
  app.on(["GET", "POST"], "/auth/logout/", signOut);
  app.get("/auth/link/:code", async (c) => {
    const outcome = await signIn.withLink(c.req.param("code"));
    if ("refused" in outcome) return page(c, "The link was used before or has expired.", "/", 401);
    begin(c, outcome);
    return c.redirect("/", 302);
  });
  return app;
}

/** A path on this server: anything else could lead a signed-in person elsewhere. */
function localPath(next: string): string {
  return /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : "/";
}
