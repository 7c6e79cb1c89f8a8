/** The roles that Boardcast knows, in the order in which help lists them. */
export const ROLES = [
  "admin",
  "publisher",
  "viewer",
  "msp_admin",
  "msp_user",
  "client_admin",
  "client_user",
  "end_user",
  "school_owner",
  "school_admin",
  "teacher",
  "school_staff",
  "student",
  "trader",
  "tutor_manager",
] as const;

/** One of {@link ROLES}. A token may carry others; they open only declared boards that name them. */
export type Role = (typeof ROLES)[number];

/** How an identity was proven. */
export type Credential = "bearer" | "subprotocol" | "token" | "ticket" | "apiKey" | "cookie";

/** Who is behind a request. */
export interface Identity {
  readonly subject: string;
  /** The number of the user, as `user_id` of a token or in the store; `null` if there is none. */
  readonly userId: number | null;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly mspId: string | null;
  readonly clientId: string | null;
  /** Role by school; `null` when the memberships in the store decide. */
  readonly schools: Readonly<Record<string, string>> | null;
  /** What a token says, or the like of a user of the store: texts, numbers, booleans and lists of them, by name. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly credential: Credential;
  /** When the credential ends, in ms since 1970; `null` if it does not end by itself. */
  readonly expires: number | null;
  /** The session that a cookie proved; `null` for every other credential. */
  readonly session: string | null;
}

/** Whether `identity` is an admin or has one of `roles`. */
export function hasRole(identity: Identity | null, ...roles: readonly Role[]): boolean {
  return hasAnyRole(identity, roles);
}

/** The same with roles that an operator names. */
export function hasAnyRole(identity: Identity | null, roles: readonly string[]): boolean {
  return identity !== null && identity.roles.some((role) => role === "admin" || roles.includes(role));
}
