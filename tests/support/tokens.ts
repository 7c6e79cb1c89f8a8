/** Tokens that no server may believe. */
import { SignJWT } from "jose";
import { mintToken, SECRET } from "./boardcast.ts";

/** A token to refuse, and why. */
export interface BadToken {
  name: string;
  token: string;
}

/** Every kind of bad token, made from `claims` that a good token would be let in with. */
export async function badTokens(claims: Record<string, unknown>): Promise<BadToken[]> {
  const good = await mintToken(claims);
  const [head, payload, signature] = good.split(".") as [string, string, string];
  const none = encode({ alg: "none", typ: "JWT" });
  const now = Math.floor(Date.now() / 1000);
  return [
    { name: "expired", token: await mintToken({ ...claims, exp: now - 3600 }) },
    { name: "not valid yet", token: await mintToken({ ...claims, nbf: now + 3600 }) },
    { name: "alg none, unsigned", token: `${none}.${payload}.` },
    { name: "alg none with a signature", token: `${none}.${payload}.${signature}` },
    { name: "alg None in another case", token: `${encode({ alg: "NoNe" })}.${payload}.` },
    { name: "signed with another key", token: await mintToken(claims, `${SECRET}!`) },
    { name: "signed with an empty-looking key", token: await mintToken(claims, " ".repeat(40)) },
    { name: "signed with HS512", token: await sign(claims, "HS512") },
    {
      name: "an HS256 signature under an RS256 header",
      token: `${encode({ alg: "RS256" })}.${payload}.${signature}`,
    },
    {
      name: "a payload of another token",
      token: `${head}.${encode({ ...claims, sub: "root" })}.${signature}`,
    },
    { name: "truncated in the signature", token: good.slice(0, -5) },
    { name: "truncated to two parts", token: `${head}.${payload}` },
    { name: "no token at all", token: "hello" },
    { name: "three dots", token: "..." },
    { name: "a payload that is no JSON", token: `${head}.${btoa("hello")}.${signature}` },
    { name: "very long", token: "a".repeat(5_000) },
  ];
}

async function sign(claims: Record<string, unknown>, alg: string): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const key = new TextEncoder().encode(SECRET + SECRET);
  return await new SignJWT({ exp, ...claims }).setProtectedHeader({ alg }).sign(key);
}

function encode(part: unknown): string {
  return btoa(JSON.stringify(part)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
