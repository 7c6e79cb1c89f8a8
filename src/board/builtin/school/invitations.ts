import { memberName, type Membership, putMembership } from "../../../auth/memberships.ts";
import { newSecret } from "../../../auth/secret.ts";
import type { Store, Transaction } from "../../../backend/backend.ts";

/** An invitation can be answered for seven days. */
export const INVITATION_LIFE = 7 * 86_400_000;

/** How an invitation stands. */
export type InvitationStatus = "pending" | "accepted" | "declined" | "expired";

/** An invitation of an e-mail address to a role in a school. */
export type Invitation = {
  id: string;
  token: string;
  school: string;
  email: string;
  role: string;
  message: string;
  invited_by: string;
  created_at: string;
  expires_at: string;
  /** When it was accepted, declined or found expired. */
  answered_at: string | null;
  status: InvitationStatus;
};

/** The invitations in the store. */
export class Invitations {
  readonly #store: Store;
  readonly #now: () => number;

  constructor(store: Store, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** Keeps a new invitation. */
  async create(
    { school, email, role, message, invitedBy }: Record<
      "school" | "email" | "role" | "message" | "invitedBy",
      string
    >,
  ): Promise<Invitation> {
    const now = this.#now();
    const invitation: Invitation = {
      id: crypto.randomUUID(),
      token: newSecret(),
      school,
      email,
      role,
      message,
      invited_by: invitedBy,
      created_at: new Date(now).toISOString(),
      expires_at: new Date(now + INVITATION_LIFE).toISOString(),
      answered_at: null,
      status: "pending",
    };
    const name = nameOf(invitation);
    await this.#store.transaction([], (transaction) => {
      transaction.put("invitations", name, invitation);
      transaction.put("invitation_tokens", invitation.token, { name });
      transaction.put("invitation_ids", invitation.id, { name });
      transaction.put("invitation_deadlines", deadlineOf(invitation), { name });
      transaction.put("invitation_emails", addressOf(invitation), { name });
    });
    return invitation;
  }

  /** The invitation that a token stands for. */
  byToken(token: string): Promise<Invitation | undefined> {
    return this.#find("invitation_tokens", token);
  }

  /** The invitation with this id, which is no secret: who asks has proved nothing by it. */
  byId(id: string): Promise<Invitation | undefined> {
    return this.#find("invitation_ids", id);
  }

  async #find(index: "invitation_tokens" | "invitation_ids", id: string): Promise<Invitation | undefined> {
    const found = await this.#store.get<{ name: string }>(index, id);
    return found && await this.#store.get<Invitation>("invitations", found.name);
  }

  /** The invitations of a school, newest first. */
  async list(school: string): Promise<Invitation[]> {
    const entries = await this.#store.list<Invitation>("invitations", {
      prefix: `${school}/`,
      limit: 100_000,
    });
    return entries.map(({ value }) => value).sort((a, b) => b.created_at.localeCompare(a.created_at));
  }

  /** What an e-mail address is invited to and has not answered, the first 100, newest first. */
  async pendingOf(email: string): Promise<Invitation[]> {
    const address = email.toLowerCase();
    const prefix = `${address} `;
    const entries = await this.#store.list<{ name: string }>("invitation_emails", { prefix, limit: 100 });
    const found = await Promise.all(
      entries.map(({ value }) => this.#store.get<Invitation>("invitations", value.name)),
    );
    return found.filter((invitation) => invitation !== undefined)
      .filter(({ email, expires_at }) => email === address && Date.parse(expires_at) > this.#now())
      .sort((a, b) => b.created_at.localeCompare(a.created_at));
  }

  /** Pending invitations of all schools whose time is over: the first 1,000. */
  async overdue(): Promise<Invitation[]> {
    const now = new Date(this.#now()).toISOString();
    const deadlines = await this.#store.list<{ name: string }>("invitation_deadlines");
    const over = deadlines.filter(({ id }) => id.slice(0, now.length) <= now);
    const invitations = await Promise.all(
      over.map(({ value }) => this.#store.get<Invitation>("invitations", value.name)),
    );
    return invitations.filter((invitation) => invitation !== undefined);
  }

  /**
   * Ends a pending invitation; with `membership`, which it leads to, in the same transaction.
   * `undefined` if it is not pending any more, or if its time is over and it is to become anything but expired.
   */
  end(
    invitation: Invitation,
    status: Exclude<InvitationStatus, "pending">,
    membership?: Membership,
  ): Promise<Invitation | undefined> {
    const name = nameOf(invitation);
    const members = [membership?.subject, invitation.email].map((subject) =>
      memberName("school", invitation.school, subject ?? "")
    );
    return this.#store.transaction([["invitations", name], ...members], (transaction) => {
      const current = transaction.get<Invitation>("invitations", name);
      const isOver = current !== undefined && Date.parse(current.expires_at) <= this.#now();
      if (current?.status !== "pending" || (isOver && status !== "expired")) return undefined;
      const ended: Invitation = { ...current, status, answered_at: new Date(this.#now()).toISOString() };
      transaction.put("invitations", name, ended);
      transaction.delete("invitation_deadlines", deadlineOf(ended));
      transaction.delete("invitation_emails", addressOf(ended));
      if (membership) join(transaction, membership, invitation.email);
      return ended;
    });
  }
}

/** Somebody who was registered by e-mail alone is now known by subject, and is not counted twice. */
function join(transaction: Transaction, membership: Membership, email: string): void {
  const registered = transaction.get<Membership>(...memberName("school", membership.scopeId, email));
  if (registered?.active && email !== membership.subject) {
    putMembership(transaction, { ...registered, active: false });
  }
  putMembership(transaction, membership);
}

function nameOf({ school, id }: Invitation): string {
  return `${school}/${id}`;
}

/** Those of one e-mail address stand together. */
function addressOf(invitation: Invitation): string {
  return `${invitation.email} ${nameOf(invitation)}`;
}

/** Sorts by time. */
function deadlineOf(invitation: Invitation): string {
  return `${invitation.expires_at} ${nameOf(invitation)}`;
}
