import type { JsonObject } from "../protocol/message.ts";
import type { Store } from "../backend/backend.ts";
import { hashSecret, newSecret } from "./secret.ts";

/** A ticket for one upgrade holds this long: 30 s. */
export const TICKET_LIFE = 30_000;

/** Secrets that work once and soon end: tickets for an upgrade, links that sign in. */
export class Tickets {
  readonly #store: Store;
  readonly #collection: string;

  /** `purpose` keeps one kind from serving as another. */
  constructor(store: Store, purpose: "upgrade" | "link") {
    this.#store = store;
    this.#collection = `tickets:${purpose}`;
  }

  /** A new ticket that stands for `value` and ends after `life` ms. */
  async issue(value: JsonObject, life: number): Promise<string> {
    const secret = newSecret();
    const id = await hashSecret(secret);
    const expires = Date.now() + life;
    await this.#store.transaction(
      [],
      (transaction) => transaction.put(this.#collection, id, value, { expires }),
    );
    return secret;
  }

  /** What the ticket stands for, the first time only. */
  async redeem<T extends JsonObject>(secret: string): Promise<T | undefined> {
    const id = await hashSecret(secret);
    return await this.#store.transaction([[this.#collection, id]], (transaction) => {
      const value = transaction.get<T>(this.#collection, id);
      if (value) transaction.delete(this.#collection, id);
      return value;
    });
  }
}
