import { memberName, type Membership, putMembership } from "../../../auth/memberships.ts";
import { newSecret } from "../../../auth/secret.ts";
import type { Store } from "../../../backend/backend.ts";

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
    await this.#store.transaction([], (transaction) => {
      transaction.put("invitations", `${school}/${invitation.id}`, invitation);
      transaction.put("invitation_tokens", invitation.token, { name: `${school}/${invitation.id}` });
    });
    return invitation;
  }

  /** The invitation that a token stands for. */
  async byToken(token: string): Promise<Invitation | undefined> {
    const found = await this.#store.get<{ name: string }>("invitation_tokens", token);
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

  /** Pending invitations of all schools whose time is over. */
  async overdue(): Promise<Invitation[]> {
    const entries = await this.#store.list<Invitation>("invitations", { limit: 100_000 });
    return entries.map(({ value }) => value).filter((invitation) =>
      invitation.status === "pending" && Date.parse(invitation.expires_at) <= this.#now()
    );
  }

  /**
   * Ends a pending invitation; with `membership`, which it leads to, in the same transaction.
   * `undefined` if it is not pending any more, or if its time is over and it is to become anything but expired.
   */
  end(
    { school, id }: Invitation,
    status: Exclude<InvitationStatus, "pending">,
    membership?: Membership,
  ): Promise<Invitation | undefined> {
    const name = `${school}/${id}`;
    const reads = [["invitations", name], memberName("school", school, membership?.subject ?? "")] as const;
    return this.#store.transaction(reads, (transaction) => {
      const current = transaction.get<Invitation>("invitations", name);
      const isOver = current !== undefined && Date.parse(current.expires_at) <= this.#now();
      if (current?.status !== "pending" || (isOver && status !== "expired")) return undefined;
      const ended: Invitation = { ...current, status, answered_at: new Date(this.#now()).toISOString() };
      transaction.put("invitations", name, ended);
      if (membership) putMembership(transaction, membership);
      return ended;
    });
  }
}
