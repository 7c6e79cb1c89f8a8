import { identityOfClaims, identityOfUser } from "./claims.ts";
import type { Credential, Identity } from "./identity.ts";
import type { Memberships } from "./memberships.ts";
import { isSameSecret } from "./secret.ts";
import type { Sessions } from "./sessions.ts";
import type { Tickets } from "./tickets.ts";
import type { Tokens } from "./tokens.ts";
import type { User, Users } from "./users.ts";

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
    return await this.proveToken(given, credential);
  }

  /** Who a token says that somebody is, or why it is not accepted. */
  async proveToken(token: string, credential: Credential = "token"): Promise<Authentication> {
    const verified = await this.#parts.tokens.verify(token);
    if ("refused" in verified) return verified;
    const identity = identityOfClaims(verified.claims, credential);
    if ("refused" in identity) return identity;
    const { generation, sid } = verified.claims;
    if (generation === undefined || typeof sid !== "string") {
      return await this.#withStore(identity, generation);
    }
    if (!await this.#parts.sessions.holds(sid)) return { refused: "The token's session has ended: sign in" };
    return await this.#withStore({ ...identity, session: sid }, generation);
  }

  /**
   * A token of one of our own users holds only as long as the user does. One that a sign-in gave out (it has a
   * generation) says who somebody is; what they may do stands in the store.
   */
  async #withStore(identity: Identity, generation: unknown): Promise<Authentication> {
    const user = await this.#parts.users.get(identity.subject);
    if (user?.disabled) return { refused: "The user has been disabled" };
    if (generation === undefined) {
      const { userId, email } = identity;
      return {
        identity: { ...identity, userId: userId ?? user?.id ?? null, email: email ?? user?.email ?? null },
      };
    }
    if (generation !== user?.generation) return { refused: "The token's user has a new password: sign in" };
    return { identity: await this.#identityOf(user, identity) };
  }

  async #proveTicket(secret: string): Promise<Authentication> {
    const identity = await this.#parts.upgradeTickets.redeem<Identity & Record<string, unknown>>(secret);
    if (!identity) return { refused: "The ticket was used before or has expired" };
    if (!await this.#holds(identity)) return { refused: "What the ticket was given for has ended: sign in" };
    return { identity: { ...identity, credential: "ticket" } };
  }

  /** Whether what proved `identity` some seconds ago still would. */
  async #holds({ subject, session, expires }: Identity): Promise<boolean> {
    if (session !== null) return await this.#parts.sessions.holds(session);
    if (expires !== null && expires <= Date.now()) return false;
    return !(await this.#parts.users.get(subject))?.disabled;
  }

  async #proveApiKey(key: string): Promise<Authentication> {
    const { apiKey } = this.#parts;
    if (apiKey === null || !await isSameSecret(key, apiKey)) return { refused: "The API key is not valid" };
    return { identity: PUBLISHER };
  }

  async #proveSession(secret: string): Promise<Authentication> {
    const session = await this.#parts.sessions.find(secret);
    if (!session) return { refused: "The session has ended: sign in" };
    const proof = { credential: "cookie", expires: null, session: session.id } as const;
    const identity = await this.#identityOf(session.user, proof);
    return session.renewed ? { identity, renewedSession: secret } : { identity };
  }

  async #identityOf(user: User, proof: Proof): Promise<Identity> {
    return identityOfUser(user, await this.#parts.memberships.of(user.name), proof);
  }
}

type Proof = Pick<Identity, "credential" | "expires" | "session">;

const PUBLISHER: Identity = {
  subject: "api-key",
  userId: null,
  name: "API key",
  email: null,
  roles: ["publisher"],
  mspId: null,
  clientId: null,
  schools: null,
  claims: {},
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
      return sessionSecret(request);
  }
}

/**
 * The secret in the session cookie, as it was sent; `null` without one. A general parser would leave out a value with
 * characters that no cookie may have, and the request would pass for one of nobody.
 */
export function sessionSecret(request: Request): string | null {
  const cookies = (request.headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return cookies.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1) ??
    null;
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
