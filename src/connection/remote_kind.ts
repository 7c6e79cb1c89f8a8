/** What seems to be at the other end of a connection. */
export type RemoteKind = "browser" | "phone" | "program";

/** What the user agent of `request` says that it is (RFC 9110, section 10.1.5). */
export function remoteKind({ headers }: Request): RemoteKind {
  const agent = headers.get("user-agent") ?? "";
  if (!agent.startsWith("Mozilla/")) return "program";
  return /\bMobile\b|\bAndroid\b|\biPhone\b/.test(agent) ? "phone" : "browser";
}
