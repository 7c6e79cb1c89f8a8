import type { Store, Transaction } from "../backend/backend.ts";

/**
 * What has ended: one session, whatever a subject is connected with, or everybody's place in a group; `mayReturn` if
 * only rights have changed.
 */
export type Ending = { session: string } | { subject: string; mayReturn: boolean } | { group: string };

/** Long enough for every node and the slowest look: a minute. */
const LIFE = 60_000;

/** Has every node close the connections that `ending` is about; part of the transaction that ends them. */
export function noteEnding(transaction: Transaction, ending: Ending): void {
  const { now } = transaction;
  const id = `${now.toString(36)}-${crypto.randomUUID()}`;
  transaction.put("endings", id, ending, { expires: now + LIFE });
}

/** What has ended lately, by whichever process. */
export class Endings {
  readonly #store: Store;
  #seen = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** What has ended since this was asked before, each with its time (ms since 1970). @throws StorageError */
  async fresh(): Promise<(Ending & { readonly time: number })[]> {
    const entries = await this.#store.list<Ending>("endings", { limit: 10_000, reverse: true });
    const fresh = entries.filter(({ id }) => !this.#seen.has(id));
    this.#seen = new Set(entries.map(({ id }) => id));
    return fresh.map(({ id, value }) => ({ ...value, time: parseInt(id, 36) }));
  }
}
