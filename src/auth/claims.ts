import type { JWTPayload } from "jose";
import { isObject } from "../protocol/message.ts";
import type { Credential, Identity } from "./identity.ts";
import type { Membership } from "./memberships.ts";
import type { User } from "./users.ts";

type Check = (value: unknown) => boolean;

/** A greater number is another one by the time that it is read (RFC 8259, section 6), and might be somebody else's. */
const isExact: Check = (value) =>
  typeof value === "number" && (!Number.isInteger(value) || Number.isSafeInteger(value));
const isTextLike: Check = (value) => isExact(value) || (typeof value === "string" && value.isWellFormed());
const isTexts: Check = (value) => [value].flat().every((role) => typeof role === "string");
const isRoleBySchool: Check = (value) =>
  isObject(value) && Object.values(value).every((role) => typeof role === "string");

/** What each claim must be where it is given. */
const CHECKS: Readonly<Record<string, Check>> = {
  sub: isTextLike,
  user_id: isTextLike,
  name: isTextLike,
  email: isTextLike,
  role: isTexts,
  roles: isTexts,
  msp_id: isTextLike,
  client_id: isTextLike,
  schools: isRoleBySchool,
};

/** The identity that a token's claims describe; a sentence on the first claim of a wrong type otherwise. */
export function identityOfClaims(claims: JWTPayload, credential: Credential): Identity | { refused: string } {
  const wrong = Object.keys(CHECKS).find((name) =>
    (claims[name] ?? null) !== null && !CHECKS[name]!(claims[name])
  );
  if (wrong !== undefined) return { refused: `The token's claim ${wrong} has a wrong type` };
  const subject = text(claims.sub) ?? text(claims["user_id"]) ?? text(claims["email"]);
  if (!subject) return { refused: "The token names nobody: it needs the claim sub" };
  return {
    subject,
    userId: integer(claims["user_id"]),
    name: text(claims["name"]) ?? subject,
    email: text(claims["email"]),
    roles: [claims["roles"] ?? claims["role"] ?? []].flat() as string[],
    mspId: text(claims["msp_id"]),
    clientId: text(claims["client_id"]),
    schools: (claims["schools"] ?? null) as Identity["schools"],
    claims: plainClaims(claims),
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
  const { name: sub, id: user_id, email } = user;
  const [msp_id, client_id] = [scopeId("msp"), scopeId("client")];
  return {
    subject: user.name,
    userId: user.id,
    name: user.displayName,
    email: user.email,
    roles: user.roles,
    mspId: msp_id,
    clientId: client_id,
    schools: null,
    claims: plainClaims({ sub, user_id, email, msp_id, client_id }),
    credential,
    expires,
    session,
  };
}

/** A token's claims are bounded by its size already; this keeps what can be compared with a parameter. */
function plainClaims(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claims).filter(([, value]) =>
      Array.isArray(value) ? value.every(isPlain) : isPlain(value)
    ),
  );
}

const isPlain: Check = (value) => typeof value === "string" || isExact(value) || typeof value === "boolean";

function text(value: unknown): string | null {
  return (value ?? null) === null ? null : String(value);
}

function integer(value: unknown): number | null {
  return /^\d{1,15}$/.test(String(value)) ? Number(value) : null;
}
