import { SESSION_LIFE, type Sessions } from "./sessions.ts";
import type { Passwords } from "./password.ts";
import { hashSecret, isSameSecret } from "./secret.ts";
import { type Attempt, Throttle } from "./throttle.ts";
import type { Tickets } from "./tickets.ts";
import type { User, Users } from "./users.ts";

/** The name of the cookie by which a browser that signed in before is known again. */
export const DEVICE_COOKIE = "boardcast_device";
/** A device is known for a year. */
export const DEVICE_LIFE = 365 * 86_400_000;

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
  readonly #throttle = new Throttle();

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** Signs in by name or e-mail address and password; `device` is the mark that an earlier sign-in left. */
  async withPassword(
    account: string,
    password: string,
    { address, device }: { address: string; device: string | undefined },
  ): Promise<SignedIn | SignInRefusal> {
    const attempt = { account: account.toLowerCase(), address, known: await this.#isKnown(account, device) };
    const retryAfter = this.#throttle.wait(attempt);
    if (retryAfter > 0) return { refused: "throttled", retryAfter };
    this.#throttle.begin(attempt);
    const user = await this.#check(account, password);
    if (!user) return { refused: "wrong" };
    return await this.#succeed(user, account, attempt);
  }

  /** Signs in by a code from {@link SignIn.issueLink}, once. */
  async withLink(code: string): Promise<SignedIn | SignInRefusal> {
    const link = await this.#parts.links.redeem<{ name: string }>(code);
    const user = link && await this.#parts.users.get(link.name);
    if (!user || user.disabled) return { refused: "wrong" };
    return await this.#begin(user, user.name);
  }

  /** A code that signs `name` in once, within seven days. */
  issueLink(name: string): Promise<string> {
    return this.#parts.links.issue({ name }, SESSION_LIFE);
  }

  /** Whether the password fits takes the same time for a user that does not exist. */
  async #check(account: string, password: string): Promise<User | null> {
    const user = await this.#parts.users.find(account);
    const matches = await this.#parts.passwords.matches(password, user?.passwordHash);
    return user && matches && !user.disabled ? user : null;
  }

  async #succeed(user: User, account: string, attempt: Attempt): Promise<SignedIn> {
    this.#throttle.succeeded(attempt);
    return await this.#begin(user, account);
  }

  async #begin(user: User, account: string): Promise<SignedIn> {
    return { user, session: await this.#parts.sessions.begin(user), device: await this.#deviceMark(account) };
  }

  async #isKnown(account: string, device: string | undefined): Promise<boolean> {
    return device !== undefined && await isSameSecret(device, await this.#deviceMark(account));
  }

  #deviceMark(account: string): Promise<string> {
    return hashSecret(`device ${account.toLowerCase()} ${this.#parts.secret}`);
  }
}
