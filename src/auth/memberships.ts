import type { DocumentName, Store, Transaction } from "../backend/backend.ts";
import { noteEnding } from "./endings.ts";

/** What a membership can be of. */
export type Scope = "msp" | "client" | "school";

/** A role of a subject in one MSP, client or school. */
export type Membership = {
  subject: string;
  scope: Scope;
  scopeId: string;
  role: string;
  name: string;
  email: string | null;
  active: boolean;
  since: number;
};

/** The scoped memberships in the store, readable from both ends. */
export class Memberships {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Makes or replaces a membership. */
  put(membership: Membership): Promise<void> {
    const { scope, scopeId, subject } = membership;
    const names = [memberName(scope, scopeId, subject)];
    return this.#store.transaction(names, (transaction) => putMembership(transaction, membership));
  }

  /** The membership of `subject` in one scope. */
  get(scope: Scope, scopeId: string, subject: string): Promise<Membership | undefined> {
    return this.#store.get<Membership>(...memberName(scope, scopeId, subject));
  }

  /** The active memberships of `subject`, of one kind of scope if it is given. */
  async of(subject: string, scope?: Scope): Promise<Membership[]> {
    const prefix = `${part(subject)}/${scope ? `${scope}/` : ""}`;
    const entries = await this.#store.list<Membership>("memberships", { prefix });
    return entries.map(({ value }) => value).filter(({ active }) => active);
  }

  /** The active members of one scope. */
  async in(scope: Scope, scopeId: string): Promise<Membership[]> {
    const entries = await this.#store.list<Membership>("members", {
      prefix: `${scope}/${part(scopeId)}/`,
      limit: 100_000,
    });
    return entries.map(({ value }) => value).filter(({ active }) => active);
  }
}

/** Writes a membership as part of a larger transaction, which has named it. A role that is lost ends connections. */
export function putMembership(transaction: Transaction, membership: Membership): void {
  const { scope, scopeId, subject } = membership;
  const before = transaction.get<Membership>(...memberName(scope, scopeId, subject));
  const isLost = before?.active && (before.role !== membership.role || !membership.active);
  if (isLost) noteEnding(transaction, { subject, mayReturn: true });
  transaction.put(...memberName(scope, scopeId, subject), membership);
  transaction.put("memberships", `${part(subject)}/${scope}/${part(scopeId)}`, membership);
}

/** The document of a membership, for a transaction that reads it. */
export function memberName(scope: Scope, scopeId: string, subject: string): DocumentName {
  return ["members", `${scope}/${part(scopeId)}/${part(subject)}`];
}

function part(text: string): string {
  return encodeURIComponent(text);
}
