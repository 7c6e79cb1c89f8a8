import { deleteCookie, setCookie } from "@hono/hono/cookie";
import { SESSION_COOKIE } from "../auth/authenticate.ts";
import { DEVICE_COOKIE, DEVICE_LIFE } from "../auth/device_mark.ts";
import { SESSION_LIFE } from "../auth/sessions.ts";
import type { SignedIn } from "../auth/sign_in.ts";
import type { HttpContext } from "./http_env.ts";

/** Tells the pages of one login from those of another; it opens nothing, so scripts may read it. */
const LOGIN_COOKIE = "boardcast_login";

/** Gives the browser what a sign-in has led to. No cache may keep such an answer. */
export function setSignInCookies(c: HttpContext, { session, device }: SignedIn): void {
  setSessionCookie(c, session);
  const login = crypto.randomUUID().replaceAll("-", "");
  setCookie(c, LOGIN_COOKIE, login, { ...attributes(c), httpOnly: false, maxAge: SESSION_LIFE / 1000 });
  setCookie(c, DEVICE_COOKIE, device, { ...attributes(c), maxAge: DEVICE_LIFE / 1000 });
  c.header("cache-control", "no-store");
}

/** Gives the browser the secret of its session (RFC 6265). */
export function setSessionCookie(c: HttpContext, secret: string): void {
  setCookie(c, SESSION_COOKIE, secret, { ...attributes(c), maxAge: SESSION_LIFE / 1000 });
}

/** Has the browser forget its session. */
export function clearSessionCookie(c: HttpContext): void {
  deleteCookie(c, SESSION_COOKIE, attributes(c));
  deleteCookie(c, LOGIN_COOKIE, attributes(c));
}

function attributes(c: HttpContext): { httpOnly: true; sameSite: "Lax"; path: "/"; secure: boolean } {
  return { httpOnly: true, sameSite: "Lax", path: "/", secure: c.env.peer.secure };
}
