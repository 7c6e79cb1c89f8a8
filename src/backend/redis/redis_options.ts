/** How Redis is reached, and what of it is ours. */
export interface RedisOptions {
  /** One server, some nodes of a cluster, or the sentinels: redis:// or, for TLS, rediss://, with user and password. */
  readonly urls: readonly string[];
  /** Begins every key and channel: who has another one is never heard. */
  readonly prefix: string;
  readonly cluster: boolean;
  /** The name of the master that the sentinels watch; `null` if they are none. */
  readonly sentinel: string | null;
  /** What the sentinels are told, if they ask for a password. */
  readonly sentinelPassword: string | null;
  /** In place of those in the URLs. */
  readonly user: string | null;
  readonly password: string | null;
  /** Certificates and key as PEM texts. */
  readonly tls: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null };
}

/** Where Redis is, without user and password. */
export function placeOf({ urls }: Pick<RedisOptions, "urls">): string {
  return urls.map((url) => new URL(url).host).join(", ");
}
