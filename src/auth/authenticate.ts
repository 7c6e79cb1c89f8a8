import { parse as parseCookies } from "@hono/hono/utils/cookie";
import { identityOfClaims, identityOfUser } from "./claims.ts";
import type { Credential, Identity } from "./identity.ts";
import type { Memberships } from "./memberships.ts";
import { isSameSecret } from "./secret.ts";
import type { Sessions } from "./sessions.ts";
import type { Tickets } from "./tickets.ts";
import type { Tokens } from "./tokens.ts";
import type { Users } from "./users.ts";

/** The name of the session cookie. */
export const SESSION_COOKIE = "boardcast_session";
/** How the subprotocol begins that carries a token. */
export const BEARER_SUBPROTOCOL = "bearer.";

/** Who a request comes from (`null`: nobody said), or why what it says is not accepted. */
export type Authentication =
  | { readonly identity: Identity | null; readonly renewedSession?: string }
  | { readonly refused: string };

/** What {@link Authenticator} asks. */
export interface AuthenticatorParts {
  readonly tokens: Tokens;
  readonly users: Users;
  readonly memberships: Memberships;
  readonly sessions: Sessions;
  readonly upgradeTickets: Tickets;
  readonly apiKey: string | null;
}

/** The order in which credentials are looked for: the first one present decides. */
const ORDER: readonly Credential[] = ["bearer", "apiKey", "subprotocol", "token", "ticket", "cookie"];

/** Finds out who a request comes from. */
export class Authenticator {
  readonly #parts: AuthenticatorParts;

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts;
  }

  /**
   * The identity behind `request`, by the first of the `allowed` credentials that it carries. One that is not valid
   * is a refusal: it never falls to the next, nor to anonymous.
   */
  async authenticate(request: Request, allowed: readonly Credential[]): Promise<Authentication> {
    for (const credential of ORDER) {
      if (!allowed.includes(credential)) continue;
      const given = read(request, credential);
      if (given !== null) return await this.#prove(credential, given);
    }
    return { identity: null };
  }

  async #prove(credential: Credential, given: string): Promise<Authentication> {
    if (credential === "cookie") return await this.#proveSession(given);
    if (credential === "ticket") return await this.#proveTicket(given);
    if (credential === "apiKey") return await this.#proveApiKey(given);
    return await this.#proveToken(credential, given);
  }

  async #proveToken(credential: Credential, token: string): Promise<Authentication> {
    const verified = await this.#parts.tokens.verify(token);
    if ("refused" in verified) return verified;
    const identity = identityOfClaims(verified.claims, credential);
    if ("refused" in identity) return identity;
    return await this.#withStore(identity, verified.claims["generation"]);
  }

  /** A token of one of our own users holds only as long as the user does. */
  async #withStore(identity: Identity, generation: unknown): Promise<Authentication> {
    const user = await this.#parts.users.get(identity.subject);
    if (!user) return { identity };
    const outdated = generation !== undefined && generation !== user.generation;
    if (user.disabled || outdated) {
      return { refused: "The token's user has been disabled or has a new password" };
    }
    return {
      identity: { ...identity, userId: identity.userId ?? user.id, email: identity.email ?? user.email },
    };
  }

  async #proveTicket(secret: string): Promise<Authentication> {
    const identity = await this.#parts.upgradeTickets.redeem<Identity & Record<string, unknown>>(secret);
    return identity
      ? { identity: { ...identity, credential: "ticket" } }
      : { refused: "The ticket was used before or has expired" };
  }

  async #proveApiKey(key: string): Promise<Authentication> {
    const { apiKey } = this.#parts;
    if (apiKey === null || !await isSameSecret(key, apiKey)) return { refused: "The API key is not valid" };
    return { identity: PUBLISHER };
  }

  async #proveSession(secret: string): Promise<Authentication> {
    const session = await this.#parts.sessions.find(secret);
    if (!session) return { refused: "The session has ended: sign in" };
    const memberships = await this.#parts.memberships.of(session.user.name);
    const proof = { credential: "cookie", expires: null, session: session.id } as const;
    const identity = identityOfUser(session.user, memberships, proof);
    return session.renewed ? { identity, renewedSession: secret } : { identity };
  }
}

const PUBLISHER: Identity = {
  subject: "api-key",
  userId: null,
  name: "API key",
  email: null,
  roles: ["publisher"],
  mspId: null,
  clientId: null,
  schools: null,
  credential: "apiKey",
  expires: null,
  session: null,
};

function read(request: Request, credential: Credential): string | null {
  switch (credential) {
    case "bearer":
      return bearer(request.headers.get("authorization"));
    case "apiKey":
      return request.headers.get("x-api-key");
    case "subprotocol":
      return subprotocols(request).find((name) => name.startsWith(BEARER_SUBPROTOCOL))
        ?.slice(BEARER_SUBPROTOCOL.length) ?? null;
    case "token":
    case "ticket":
      return new URL(request.url).searchParams.get(credential);
    case "cookie":
      return parseCookies(request.headers.get("cookie") ?? "", SESSION_COOKIE)[SESSION_COOKIE] ?? null;
  }
}

/** Another scheme is a credential that is present and not valid. */
function bearer(header: string | null): string | null {
  if (header === null) return null;
  return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "";
}

/** The subprotocols that a request offers (RFC 6455, section 11.3.4). */
export function subprotocols(request: Request): string[] {
  const header = request.headers.get("sec-websocket-protocol") ?? "";
  return header.split(",").map((name) => name.trim()).filter((name) => name !== "");
}
