import type { Store } from "../backend/backend.ts";
import { hashSecret, newSecret } from "./secret.ts";
import type { User } from "./users.ts";

/** A session ends when it was not used for this long: seven days. */
export const SESSION_LIFE = 7 * 86_400_000;
/** Used again within this time, it is not written again: an hour. */
const TOUCH_AFTER = 3_600_000;

type Session = { subject: string; generation: number; created: number; expires: number };

/** A session that was found: its id (the hash, fit for showing), its user, and whether its cookie should be renewed. */
export interface FoundSession {
  readonly id: string;
  readonly user: User;
  readonly expires: number;
  readonly renewed: boolean;
}

/** Logins in the store, by the hash of their secret. */
export class Sessions {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Begins a session of `user`; the answer is the secret that its cookie holds. */
  async begin(user: User): Promise<string> {
    const secret = newSecret();
    const id = await hashSecret(secret);
    const now = Date.now();
    const session: Session = {
      subject: user.name,
      generation: user.generation,
      created: now,
      expires: now + SESSION_LIFE,
    };
    await this.#write(id, session);
    return secret;
  }

  /** The session with this secret, if it still holds; using it puts off its end. */
  async find(secret: string): Promise<FoundSession | null> {
    const id = await hashSecret(secret);
    const session = await this.#store.get<Session>("sessions", id);
    const user = session && await this.#store.get<User>("users", session.subject);
    if (!user || user.disabled || user.generation !== session.generation) return null;
    const expires = Date.now() + SESSION_LIFE;
    const renewed = expires - session.expires > TOUCH_AFTER;
    if (renewed) await this.#write(id, { ...session, expires });
    return { id, user, expires: renewed ? expires : session.expires, renewed };
  }

  /** Ends the session with this secret. */
  async end(secret: string): Promise<void> {
    const id = await hashSecret(secret);
    await this.#store.transaction([], (transaction) => transaction.delete("sessions", id));
  }

  #write(id: string, session: Session): Promise<void> {
    const { expires } = session;
    return this.#store.transaction(
      [],
      (transaction) => transaction.put("sessions", id, session, { expires }),
    );
  }
}
