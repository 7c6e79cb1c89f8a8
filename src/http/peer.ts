import { isIP } from "node:net";

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
  const address = "hostname" in remote ? canonical(remote.hostname) ?? remote.hostname : "local";
  const believed = proxies.map(canonical);
  const { headers } = request;
  if (!believed.includes(address)) return { address, host: headers.get("host"), secure: tls };
  return {
    address: forwardedAddress(headers.get("x-forwarded-for"), believed) ?? address,
    host: headers.get("x-forwarded-host") ?? headers.get("host"),
    secure: tls || headers.get("x-forwarded-proto") === "https",
  };
}

/** Addresses that belong to one household or host: an IPv6 network of 64 bits counts as one. */
export function countedAddress(address: string): string {
  const one = canonical(address) ?? address;
  if (isIP(one) !== 6) return one;
  const [head, tail] = one.split("::").map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = tail ? Array<string>(8 - head!.length - tail.length).fill("0") : [];
  return `${[...head!, ...zeros, ...tail ?? []].slice(0, 4).join(":")}::/64`;
}

/** The last address that is not a proxy of ours: what stands before it, anybody may have written. */
function forwardedAddress(
  header: string | null,
  proxies: readonly (string | undefined)[],
): string | undefined {
  const written = header?.split(",").map((part) => canonical(withoutPort(part.trim()))) ?? [];
  return written.findLast((address) => !proxies.includes(address));
}

/** Some proxies write the port too, which is another one for each connection. */
function withoutPort(text: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

/** The one way of writing an address (RFC 5952), an IPv4 address in IPv6 as IPv4; `undefined` for what is none. */
function canonical(address: string): string | undefined {
  const bare = address.replace(/%.*$/, "");
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : undefined;
  const six = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(six) ?? [];
  if (high === undefined || low === undefined) return six;
  const number = (parseInt(high, 16) << 16 | parseInt(low, 16)) >>> 0;
  return [24, 16, 8, 0].map((bits) => number >>> bits & 255).join(".");
}
