import { createHmac } from "node:crypto";

/** A new random secret of 256 bits, as URL-safe text. */
export function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The SHA-256 of `text` as hex: what is stored of a secret, so that a stolen store opens nothing. */
export async function hashSecret(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}

/** The HMAC-SHA-256 of `text` under `key` (RFC 2104), as URL-safe text. */
export function sign(text: string, key: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

/** Whether `given` is `expected`, in a time that tells nothing about where they differ. */
export async function isSameSecret(given: string, expected: string): Promise<boolean> {
  const [a, b] = await Promise.all([hashSecret(given), hashSecret(expected)]);
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
