/** Who is at the other end of a request, as far as proxies that are believed tell. */
export interface Peer {
  readonly address: string;
  /** The host that the browser asked for, with its port if it is not the usual one. */
  readonly host: string | null;
  /** Whether the browser's side is TLS. */
  readonly secure: boolean;
}

/** The peer of `request`. X-Forwarded-* counts only when it comes from one of `proxies`. */
export function peerOf(
  request: Request,
  remote: Deno.Addr,
  { proxies, tls }: { proxies: readonly string[]; tls: boolean },
): Peer {
  const address = "hostname" in remote ? remote.hostname : "local";
  const { headers } = request;
  if (!proxies.includes(address)) return { address, host: headers.get("host"), secure: tls };
  return {
    address: forwardedAddress(headers.get("x-forwarded-for"), proxies) ?? address,
    host: headers.get("x-forwarded-host") ?? headers.get("host"),
    secure: tls || headers.get("x-forwarded-proto") === "https",
  };
}

/** The last address that is not a proxy of ours: what stands before it, anybody may have written. */
function forwardedAddress(header: string | null, proxies: readonly string[]): string | undefined {
  return header?.split(",").map((part) => part.trim()).findLast((part) =>
    part !== "" && !proxies.includes(part)
  );
}

/** Addresses that belong to one household or host: an IPv6 network of 64 bits counts as one. */
export function countedAddress(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address.split(":").slice(0, 4).join(":");
}
