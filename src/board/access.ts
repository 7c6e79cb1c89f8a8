import type { Credential, Identity } from "../auth/identity.ts";
import type { Allowed, Denied } from "./board.ts";

/** Credentials that a client shows on purpose. */
export const EXPLICIT: readonly Credential[] = ["bearer", "subprotocol", "token", "ticket"];

/** Every credential of an upgrade, in the order in which they are looked for. */
export const ALL_CREDENTIALS: readonly Credential[] = [...EXPLICIT, "cookie"];

/** The refusal of somebody who is, or is not, signed in. */
export function deny(identity: Identity | null, reason: string): Denied {
  return identity === null ? { denied: "signIn", reason: "Sign in" } : { denied: "notAllowed", reason };
}

/** Lets everybody in if the board is open, else everybody who is signed in. */
export function allowOpen(
  open: boolean,
  identity: Identity | null,
  ...groups: string[]
): Promise<Allowed | Denied> {
  return Promise.resolve(open || identity !== null ? { groups } : deny(identity, ""));
}
