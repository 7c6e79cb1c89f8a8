/** Everything about who may sign in, on a backend in memory, without a server around it. */
import { Authenticator } from "../../src/auth/authenticate.ts";
import { Memberships } from "../../src/auth/memberships.ts";
import type { Passwords } from "../../src/auth/password.ts";
import { Sessions } from "../../src/auth/sessions.ts";
import { SignIn } from "../../src/auth/sign_in.ts";
import type { Throttle } from "../../src/auth/throttle.ts";
import { Tickets } from "../../src/auth/tickets.ts";
import { type TokenOptions, Tokens } from "../../src/auth/tokens.ts";
import { type User, Users } from "../../src/auth/users.ts";
import type { Store } from "../../src/backend/backend.ts";
import { LocalBackend } from "../../src/backend/local/local_backend.ts";
import { API_KEY, SECRET } from "./boardcast.ts";

/** The password of every user that {@link IdentityParts.addUser} adds. */
export const PASSWORD = "correct horse battery";

/** The parts, and the store that they work on. */
export interface IdentityParts extends AsyncDisposable {
  store: Store;
  passwords: Passwords;
  users: Users;
  memberships: Memberships;
  sessions: Sessions;
  tokens: Tokens;
  upgradeTickets: Tickets;
  signIn: SignIn;
  authenticator: Authenticator;
  addUser(name: string, ...roles: string[]): Promise<User>;
}

/** How tokens are checked unless a test says otherwise. */
export const TOKEN_OPTIONS: TokenOptions = {
  secret: SECRET,
  algorithms: ["HS256"],
  publicKeys: [],
  jwksUrl: null,
  issuer: null,
  audience: null,
};

/** Builds the parts; `passwords` of {@link plainPasswords} make signing in quick where scrypt is not the matter. */
export function openIdentity(
  { passwords = plainPasswords(), tokenOptions = TOKEN_OPTIONS, throttle }: {
    passwords?: Passwords;
    tokenOptions?: TokenOptions;
    throttle?: Throttle;
  } = {},
): IdentityParts {
  const backend = new LocalBackend(null, { ruleOf: () => ({}), onPublications() {} });
  const { store } = backend;
  const users = new Users(store, passwords);
  const memberships = new Memberships(store);
  const sessions = new Sessions(store);
  const tokens = new Tokens(tokenOptions);
  const upgradeTickets = new Tickets(store, "upgrade");
  const links = new Tickets(store, "link");
  return {
    store,
    passwords,
    users,
    memberships,
    sessions,
    tokens,
    upgradeTickets,
    signIn: new SignIn({ users, passwords, sessions, links, secret: SECRET }, throttle),
    authenticator: new Authenticator({
      tokens,
      users,
      memberships,
      sessions,
      upgradeTickets,
      apiKey: API_KEY,
    }),
    addUser: (name, ...roles) =>
      users.add({ name, roles, password: PASSWORD, email: `${name}@example.org`.toLowerCase() }),
    [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
  };
}

/** Stands in for scrypt, at once. */
export function plainPasswords(): Passwords {
  const plain: Pick<Passwords, "hash" | "matches"> = {
    hash: (password) => Promise.resolve(`plain ${password}`),
    matches: (password, hash) => Promise.resolve(hash === `plain ${password}`),
  };
  return plain as Passwords;
}

/** The time of day, which moves only when it is told to. Disposing lets it run again. */
export interface StoppedClock extends Disposable {
  advance(ms: number): void;
}

/** Stops `Date.now()`. */
export function stopClock(): StoppedClock {
  const real = Date.now;
  let time = real();
  Date.now = () => time;
  return {
    advance: (ms) => time += ms,
    [Symbol.dispose]: () => void (Date.now = real),
  };
}
