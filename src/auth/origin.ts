/** Where a request may come from when a cookie is what signs it in (`origins` of the configuration). */
export interface OriginOptions {
  /** Origins such as `https://example.org` besides the server's own. */
  readonly origins: readonly string[];
}

/**
 * Whether `request` may use a cookie: from the server's own host or an allowed origin (RFC 6454).
 * No Origin means that it does not come from a browser's page; `null` and what cannot be parsed are foreign.
 * `host` is the one that the browser asked for.
 */
export function isOwnOrigin(request: Request, host: string | null, { origins }: OriginOptions): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return request.headers.get("sec-fetch-site") !== "cross-site";
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === host || origins.includes(origin);
}
