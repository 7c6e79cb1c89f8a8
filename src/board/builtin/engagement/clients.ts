import { noteEnding } from "../../../auth/endings.ts";
import { hasRole, type Identity } from "../../../auth/identity.ts";
import type { Store } from "../../../backend/backend.ts";
import { groupPattern } from "../../group_pattern.ts";

/** The groups of one client's viewers. */
export const CLIENT_GROUP = groupPattern("client_{client}");
/** The groups of one MSP's viewers. */
export const MSP_GROUP = groupPattern("msp_{msp}");

/** A client of an MSP. */
export type Client = { id: string; name: string; msp_id: string | null };

/** An application that a client uses. */
export type Application = { id: string; client_id: string; name: string };

/** The roles of MSPs that watch and act. */
export const MSP_ROLES = ["msp_admin", "msp_user"] as const;
/** The roles of clients that watch. */
export const CLIENT_ROLES = ["client_admin", "client_user"] as const;

/** The clients, their applications, and what they count, in the store. */
export class Clients {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The client with this id. */
  get(id: string): Promise<Client | undefined> {
    return this.#store.get<Client>("clients", id);
  }

  /** The client with this id as `identity` may see it; its own one need not be in the store. */
  async visibleTo(identity: Identity | null, id: string): Promise<Client | undefined> {
    if (identity === null) return undefined;
    const client = await this.get(id);
    if (hasRole(identity)) return client;
    if (isRole(identity, MSP_ROLES)) return client && isOfMsp(client, identity) ? client : undefined;
    if (identity.clientId !== id) return undefined;
    return client ?? { id, name: id, msp_id: identity.mspId };
  }

  /** Those that `identity` may see. */
  async allVisibleTo(identity: Identity): Promise<Client[]> {
    const clients = await this.#store.list<Client>("clients", { limit: 100_000 });
    return clients.map(({ value }) => value).filter((client) =>
      hasRole(identity) || (isRole(identity, MSP_ROLES) && isOfMsp(client, identity)) ||
      (isRole(identity, [...CLIENT_ROLES, "end_user"]) && client.id === identity.clientId)
    );
  }

  /** Adds or replaces a client, if `mayReplace` allows it; whether it is new, `undefined` if it was refused. */
  put(client: Client, mayReplace: (current: Client) => boolean = () => true): Promise<boolean | undefined> {
    return this.#store.transaction([["clients", client.id]], (transaction) => {
      const current = transaction.get<Client>("clients", client.id);
      if (current && !mayReplace(current)) return undefined;
      transaction.put("clients", client.id, client);
      const isMoved = current && current.msp_id !== client.msp_id;
      if (isMoved) noteEnding(transaction, { group: CLIENT_GROUP.name({ client: client.id }) });
      return current === undefined;
    });
  }

  /** One application of a client. */
  application(client: string, id: string): Promise<Application | undefined> {
    return this.#store.get<Application>("applications", `${client}/${id}`);
  }

  /** The applications of a client. */
  async applications(client: string): Promise<Application[]> {
    const entries = await this.#store.list<Application>("applications", {
      prefix: `${client}/`,
      limit: 10_000,
    });
    return entries.map(({ value }) => value);
  }

  /** Adds or replaces an application; whether it is new. */
  putApplication(application: Application): Promise<boolean> {
    const name = `${application.client_id}/${application.id}`;
    return this.#store.transaction([["applications", name]], (transaction) => {
      const isNew = transaction.get("applications", name) === undefined;
      transaction.put("applications", name, application);
      return isNew;
    });
  }
}

/** Whether `client` is one of the identity's own MSP. */
export function isOfMsp(client: Client, identity: Identity): boolean {
  return identity.mspId !== null && client.msp_id === identity.mspId;
}

/** Whether `identity` has one of `roles` itself; an admin has not. */
export function isRole(identity: Identity | null, roles: readonly string[]): boolean {
  return identity !== null && identity.roles.some((role) => roles.includes(role));
}
