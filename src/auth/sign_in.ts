import { issueDeviceMark, readDeviceMark } from "./device_mark.ts";
import type { Passwords } from "./password.ts";
import { Throttle } from "./throttle.ts";
import { SESSION_LIFE, type Sessions } from "./sessions.ts";
import type { Tickets } from "./tickets.ts";
import { type User, UserRefusal, type Users } from "./users.ts";

/** A signed-in user with the secret of its new session and the mark of its device. */
export interface SignedIn {
  readonly user: User;
  readonly session: string;
  readonly device: string;
}

/** Why a sign-in failed: the same for a wrong user and a wrong password; `retryAfter` in ms. */
export type SignInRefusal = { readonly refused: "wrong" } | {
  readonly refused: "throttled";
  readonly retryAfter: number;
};

/** What {@link SignIn} asks. */
export interface SignInParts {
  readonly users: Users;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly links: Tickets;
  readonly secret: string;
}

/** Signs people in by password or by one-time link. */
export class SignIn {
  readonly #parts: SignInParts;
  readonly #throttle: Throttle;

  constructor(parts: SignInParts, throttle: Throttle = new Throttle()) {
    this.#parts = parts;
    this.#throttle = throttle;
  }

  /**
   * Signs in by name or e-mail address and password; `device` is the mark that an earlier sign-in left.
   * @throws PasswordsBusy
   */
  async withPassword(
    account: string,
    password: string,
    { address, device }: { address: string; device: string | undefined },
  ): Promise<SignedIn | SignInRefusal> {
    const known = device === undefined ? null : await this.#knownDevice(device, account);
    const turn = this.#throttle.begin({ account, address, device: known });
    if ("retryAfter" in turn) return { refused: "throttled", retryAfter: turn.retryAfter };
    const user = await this.#check(account, password, known !== null).catch((error) => {
      // The password was not checked, so it was not wrong.
      turn.forgive();
      throw error;
    });
    if (!user) return { refused: "wrong" };
    turn.forgive();
    return await this.#begin(user);
  }

  /** Signs in by a code from {@link SignIn.issueLink}, once. */
  async withLink(code: string): Promise<SignedIn | SignInRefusal> {
    const link = await this.#parts.links.redeem<Link>(code);
    const user = link && await this.#parts.users.get(link.name);
    if (!user || user.disabled || user.generation !== link.generation) return { refused: "wrong" };
    return await this.#begin(user);
  }

  /** A code that signs `name` in once, within seven days, unless the password is changed before. */
  async issueLink(name: string): Promise<string> {
    const user = await this.#parts.users.get(name);
    if (!user) throw new UserRefusal(`There is no user "${name}"`);
    return await this.#parts.links.issue({ name, generation: user.generation }, SESSION_LIFE);
  }

  /** Whether the password fits takes the same time for a user that does not exist. */
  async #check(account: string, password: string, first: boolean): Promise<User | null> {
    const user = await this.#parts.users.find(account);
    const matches = await this.#parts.passwords.matches(password, user?.passwordHash, { first });
    return user && matches && !user.disabled ? user : null;
  }

  async #begin(user: User): Promise<SignedIn> {
    const session = await this.#parts.sessions.begin(user);
    return { user, session, device: issueDeviceMark(user, this.#parts.secret) };
  }

  /** Looks nobody up unless the mark is one of ours: a stranger learns nothing from the time that it takes. */
  async #knownDevice(mark: string, account: string): Promise<string | null> {
    const device = await readDeviceMark(mark, this.#parts.secret);
    const user = device && await this.#parts.users.get(device.name);
    if (!user || user.generation !== device.generation) return null;
    return account === user.name || account.toLowerCase() === user.email ? device.id : null;
  }
}

type Link = { name: string; generation: number };
