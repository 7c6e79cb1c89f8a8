import type { RedisOptions } from "../../src/backend/redis/redis_options.ts";

/** How the one Redis at `url` is reached; `more` says what is special. */
export function redisAt(url: string, more: Partial<RedisOptions> = {}): RedisOptions {
  return {
    urls: [url],
    prefix: "boardcast",
    sentinel: null,
    sentinelPassword: null,
    user: null,
    password: null,
    tls: { ca: null, cert: null, key: null },
    ...more,
  };
}
