import type { RedisOptions } from "./redis_options.ts";

/** How long a connection may take to come about, in ms. */
const CONNECT_TIMEOUT = 3000;

/** What every client of node-redis is told; we reconnect ourselves. */
export interface ClientSettings {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly disableOfflineQueue: true;
  readonly disableClientInfo: true;
  readonly maintNotifications: "disabled";
  readonly socket: {
    readonly connectTimeout: number;
    readonly reconnectStrategy: false;
    readonly tls?: true;
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
  };
}

/** The settings of a client for `url`. */
export function clientSettings({ user, password, tls }: RedisOptions, url: string): ClientSettings {
  const { ca, cert, key } = tls;
  const isTls = new URL(url).protocol === "rediss:";
  return {
    url,
    ...user !== null && { username: user },
    ...password !== null && { password },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: "disabled",
    socket: {
      connectTimeout: CONNECT_TIMEOUT,
      reconnectStrategy: false,
      ...isTls && { tls: true as const },
      ...isTls && ca !== null && { ca },
      ...isTls && cert !== null && { cert },
      ...isTls && key !== null && { key },
    },
  };
}
