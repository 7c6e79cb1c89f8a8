/** Where a request may come from when a cookie is what signs it in (`origins` of the configuration). */
export interface OriginOptions {
  /** Origins such as `https://example.org` besides the server's own. */
  readonly origins: readonly string[];
  /** Whether the browser's side is TLS. Default: what the URL of the request says. */
  readonly secure?: boolean;
}

/**
 * Whether `request` may use a cookie: from the server's own host or an allowed origin (RFC 6454).
 * No Origin means that it does not come from a browser's page; `null` and what cannot be parsed are foreign.
 * `host` is the one that the browser asked for.
 */
export function isOwnOrigin(request: Request, host: string | null, options: OriginOptions): boolean {
  const { origins, secure = request.url.startsWith("https:") } = options;
  const origin = request.headers.get("origin");
  // No page can set Sec-Fetch-Site, so it may be believed where a browser sends it.
  const site = request.headers.get("sec-fetch-site");
  if (origin === null) return site === null || site === "same-origin" || site === "none";
  // A page with the referrer policy "no-referrer" posts even to itself with this origin.
  if (origin === "null") return site === "same-origin";
  const from = URL.parse(origin);
  if (!from || !/^https?:$/.test(from.protocol)) return false;
  if (origins.some((allowed) => URL.parse(allowed)?.origin === from.origin)) return true;
  // Whoever is on the network writes the pages of http, also those of a host that has TLS.
  if (secure && from.protocol === "http:") return false;
  return host !== null && URL.parse(`${from.protocol}//${host}`)?.host === from.host;
}
