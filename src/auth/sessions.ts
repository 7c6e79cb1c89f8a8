import type { Store } from "../backend/backend.ts";
import { noteEnding } from "./endings.ts";
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

/** A session that holds, for showing. It was used within the hour after `seen`. Times in ms since 1970. */
export interface ShownSession {
  readonly id: string;
  readonly subject: string;
  readonly name: string;
  readonly created: number;
  readonly seen: number;
  readonly expires: number;
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
    const user = session && await this.#userOf(session);
    if (!user) return null;
    const expires = Date.now() + SESSION_LIFE;
    if (expires - session.expires <= TOUCH_AFTER) {
      return { id, user, expires: session.expires, renewed: false };
    }
    return await this.#renew(id, expires) ? { id, user, expires, renewed: true } : null;
  }

  /** Whether the session with this id still holds. */
  async holds(id: string): Promise<boolean> {
    const session = await this.#store.get<Session>("sessions", id);
    return session !== undefined && await this.#userOf(session) !== null;
  }

  /** Ends the session with this secret, and within a second its connections. */
  async end(secret: string): Promise<void> {
    await this.endById(await hashSecret(secret));
  }

  /** The same by its id; whether there was one. */
  endById(id: string): Promise<boolean> {
    return this.#store.transaction([["sessions", id]], (transaction) => {
      if (!transaction.get("sessions", id)) return false;
      transaction.delete("sessions", id);
      noteEnding(transaction, { session: id });
      return true;
    });
  }

  /** Those that hold, of up to `limit` after the id `after`; and the id after which there may be more. */
  async list(
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<{ sessions: ShownSession[]; next: string | null }> {
    const entries = await this.#store.list<Session>("sessions", {
      limit,
      ...after !== undefined && { after },
    });
    const sessions = await Promise.all(entries.map(async ({ id, value }) => {
      const user = await this.#userOf(value);
      const { subject, created, expires } = value;
      return user && { id, subject, name: user.displayName, created, seen: expires - SESSION_LIFE, expires };
    }));
    const next = entries.length < limit ? null : entries.at(-1)!.id;
    return { sessions: sessions.filter((session) => session !== null), next };
  }

  async #userOf({ subject, generation }: Session): Promise<User | null> {
    const user = await this.#store.get<User>("users", subject);
    return user && !user.disabled && user.generation === generation ? user : null;
  }

  /** Reads it again while writing: a session that is ended meanwhile stays ended. */
  #renew(id: string, expires: number): Promise<boolean> {
    return this.#store.transaction([["sessions", id]], (transaction) => {
      const session = transaction.get<Session>("sessions", id);
      if (session) transaction.put("sessions", id, { ...session, expires }, { expires });
      return session !== undefined;
    });
  }

  #write(id: string, session: Session): Promise<void> {
    const { expires } = session;
    return this.#store.transaction(
      [],
      (transaction) => transaction.put("sessions", id, session, { expires }),
    );
  }
}
