import type { Store, Transaction } from "../backend/backend.ts";
import { noteEnding } from "./endings.ts";
import { isPossiblePassword, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, type Passwords } from "./password.ts";

/** A person or program that signs in here. */
export type User = {
  /** Counts from 1; the `user_id` on the wire. */
  id: number;
  /** Unique, for ever; the subject of its identity. */
  name: string;
  displayName: string;
  email: string | null;
  roles: string[];
  /** Absent for one who can only sign in by link. */
  passwordHash?: string;
  disabled: boolean;
  /** Counts what ends all sessions and tokens: a new password, disabling. */
  generation: number;
  created: number;
};

/** What a new user may be given. */
export interface NewUser {
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string | null;
  readonly roles: readonly string[];
  readonly password?: string;
}

/** Why a change of the users is refused, in words for the person who asked for it. */
export class UserRefusal extends Error {
  override name = "UserRefusal";
}

const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/;

/** The users in the store. */
export class Users {
  readonly #store: Store;
  readonly #passwords: Passwords;

  constructor(store: Store, passwords: Passwords) {
    this.#store = store;
    this.#passwords = passwords;
  }

  /** Adds a user. @throws UserRefusal when the name, the address or the password cannot be used. */
  async add({ name, displayName = name, email = null, roles, password }: NewUser): Promise<User> {
    if (!USER_NAME.test(name)) {
      throw new UserRefusal(
        `Cannot add user "${name}": use 1 to 64 letters, digits or . _ @ + -, a letter or digit first`,
      );
    }
    const secret = password === undefined ? {} : { passwordHash: await this.#hash(password) };
    const address = email?.toLowerCase() ?? null;
    const reads = [["users", name], ["counters", "users"], ["emails", address ?? ""]] as const;
    return await this.#store.transaction(reads, (transaction) => {
      if (transaction.get("users", name)) {
        throw new UserRefusal(`Cannot add user "${name}": there is one already`);
      }
      if (address) claimAddress(transaction, address, name);
      const user: User = {
        id: nextId(transaction),
        name,
        displayName,
        email: address,
        roles: [...roles],
        ...secret,
        disabled: false,
        generation: 1,
        created: Date.now(),
      };
      transaction.put("users", name, user);
      return user;
    });
  }

  /** The user called `name`. */
  get(name: string): Promise<User | undefined> {
    return this.#store.get<User>("users", name);
  }

  /** The user with that name or e-mail address. */
  async find(nameOrEmail: string): Promise<User | undefined> {
    const named = await this.get(nameOrEmail);
    if (named) return named;
    const owner = await this.#store.get<{ name: string }>("emails", nameOrEmail.toLowerCase());
    return owner && await this.get(owner.name);
  }

  /** Up to `limit` users by name, after `after`. */
  async list(options: { after?: string; limit?: number } = {}): Promise<User[]> {
    return (await this.#store.list<User>("users", options)).map(({ value }) => value);
  }

  /** Gives `name` these roles instead of those it has. @throws UserRefusal */
  setRoles(name: string, roles: readonly string[]): Promise<User> {
    return this.#change(name, (user) => ({ ...user, roles: [...roles] }), { mayReturn: true });
  }

  /** Gives `name` a new password and ends all its sessions and tokens. @throws UserRefusal */
  async setPassword(name: string, password: string): Promise<User> {
    const passwordHash = await this.#hash(password);
    return await this.#change(name, (user) => ({ ...user, passwordHash, generation: user.generation + 1 }));
  }

  /** Disables or enables `name`; disabling ends all its sessions and tokens. @throws UserRefusal */
  setDisabled(name: string, disabled: boolean): Promise<User> {
    return this.#change(name, (user) => ({ ...user, disabled, generation: user.generation + 1 }));
  }

  async #hash(password: string): Promise<string> {
    if (password.length >= MIN_PASSWORD_LENGTH && isPossiblePassword(password)) {
      return await this.#passwords.hash(password);
    }
    throw new UserRefusal(
      `Cannot use this password: it has ${password.length} characters, and must have ${MIN_PASSWORD_LENGTH} to ` +
        `${MAX_PASSWORD_LENGTH}, none of them NUL`,
    );
  }

  #change(name: string, change: (user: User) => User, { mayReturn = false } = {}): Promise<User> {
    return this.#store.transaction([["users", name]], (transaction) => {
      const user = transaction.get<User>("users", name);
      if (!user) throw new UserRefusal(`There is no user "${name}"`);
      const changed = change(user);
      transaction.put("users", name, changed);
      noteEnding(transaction, { subject: name, mayReturn });
      return changed;
    });
  }
}

function claimAddress(transaction: Transaction, address: string, name: string): void {
  const owner = transaction.get<{ name: string }>("emails", address);
  if (owner) {
    throw new UserRefusal(`Cannot add user "${name}": the address ${address} belongs to "${owner.name}"`);
  }
  transaction.put("emails", address, { name });
}

function nextId(transaction: Transaction): number {
  const id = (transaction.get<{ last: number }>("counters", "users")?.last ?? 0) + 1;
  transaction.put("counters", "users", { last: id });
  return id;
}
