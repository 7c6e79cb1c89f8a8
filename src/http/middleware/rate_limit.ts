import type { MiddlewareHandler } from "@hono/hono";
import type { HttpEnv } from "../http_env.ts";
import { countedAddress } from "../peer.ts";

const MINUTE = 60_000;
/** What comes from more addresses than this in one minute is not told apart. */
const MAX_ADDRESSES = 100_000;

/** At most `perMinute` requests of one address in a minute; 0 for no limit. The rest gets 429 with Retry-After. */
export function rateLimit(perMinute: number, now: () => number = Date.now): MiddlewareHandler<HttpEnv> {
  const counts = new Map<string, number>();
  let minute = 0;

  /** Those who come too late share one count; it takes nothing from those who have their own. */
  function bucketOf(address: string): string {
    return counts.has(address) || counts.size < MAX_ADDRESSES ? address : "";
  }

  return async function rateLimit(c, next) {
    if (perMinute === 0) return await next();
    const current = Math.floor(now() / MINUTE);
    if (current !== minute) counts.clear();
    minute = current;
    const address = bucketOf(countedAddress(c.env.peer.address));
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    if (count <= perMinute) return await next();
    const seconds = Math.ceil(((current + 1) * MINUTE - now()) / 1000);
    return c.json({ error: "Rate limit exceeded" }, 429, { "retry-after": String(seconds) });
  };
}
