import { deleteCookie, setCookie } from "@hono/hono/cookie";
import { SESSION_COOKIE } from "../auth/authenticate.ts";
import { SESSION_LIFE } from "../auth/sessions.ts";
import { DEVICE_COOKIE, DEVICE_LIFE } from "../auth/sign_in.ts";
import type { HttpContext } from "./http_env.ts";

/** Gives the browser the secret of its session (RFC 6265). */
export function setSessionCookie(c: HttpContext, secret: string): void {
  setCookie(c, SESSION_COOKIE, secret, { ...attributes(c), maxAge: SESSION_LIFE / 1000 });
}

/** Marks the browser as one that has signed in before. */
export function setDeviceCookie(c: HttpContext, mark: string): void {
  setCookie(c, DEVICE_COOKIE, mark, { ...attributes(c), maxAge: DEVICE_LIFE / 1000 });
}

/** Has the browser forget its session. */
export function clearSessionCookie(c: HttpContext): void {
  deleteCookie(c, SESSION_COOKIE, attributes(c));
}

function attributes(c: HttpContext): { httpOnly: true; sameSite: "Lax"; path: "/"; secure: boolean } {
  return { httpOnly: true, sameSite: "Lax", path: "/", secure: c.env.peer.secure };
}
