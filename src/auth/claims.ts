import type { JWTPayload } from "jose";
import { isObject } from "../protocol/message.ts";
import type { Credential, Identity } from "./identity.ts";
import type { Membership } from "./memberships.ts";
import type { User } from "./users.ts";

/** The identity that a token's claims describe; a sentence on the first claim of a wrong type otherwise. */
export function identityOfClaims(claims: JWTPayload, credential: Credential): Identity | { refused: string } {
  const subject = claims.sub ?? text(claims["user_id"]) ?? text(claims["email"]);
  if (subject === null || subject === "") {
    return { refused: "The token names nobody: it needs the claim sub" };
  }
  const roles = rolesOf(claims);
  if (!roles) return { refused: "The token's claim roles is not a list of texts" };
  const schools = claims["schools"] ?? null;
  if (schools !== null && !isRoleBySchool(schools)) {
    return { refused: "The token's claim schools is not an object of roles by school" };
  }
  return {
    subject,
    userId: integer(claims["user_id"]),
    name: text(claims["name"]) ?? subject,
    email: text(claims["email"]),
    roles,
    mspId: text(claims["msp_id"]),
    clientId: text(claims["client_id"]),
    schools,
    credential,
    expires: claims.exp === undefined ? null : claims.exp * 1000,
    session: null,
  };
}

/** The identity of a user of the store with these memberships. */
export function identityOfUser(
  user: User,
  memberships: readonly Membership[],
  { credential, expires, session }: Pick<Identity, "credential" | "expires" | "session">,
): Identity {
  const scopeId = (scope: string) =>
    memberships.find((membership) => membership.scope === scope)?.scopeId ?? null;
  return {
    subject: user.name,
    userId: user.id,
    name: user.displayName,
    email: user.email,
    roles: user.roles,
    mspId: scopeId("msp"),
    clientId: scopeId("client"),
    schools: null,
    credential,
    expires,
    session,
  };
}

function rolesOf(claims: JWTPayload): string[] | null {
  const given = claims["roles"] ?? claims["role"] ?? [];
  const roles = typeof given === "string" ? [given] : given;
  return Array.isArray(roles) && roles.every((role) => typeof role === "string") ? roles : null;
}

function isRoleBySchool(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((role) => typeof role === "string");
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}

function integer(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? number as number : null;
}
