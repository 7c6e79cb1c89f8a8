import { Tokens } from "../auth/tokens.ts";
import { type Config, dataFolder } from "../config/config.ts";
import { startDemo } from "../demo/demo.ts";
import { DEMO_PEOPLE, type DemoPerson } from "../demo/people.ts";
import type { Accounts, RunningServer } from "../server.ts";
import { UsageError } from "./failure.ts";
import { databaseExists, openStoredAccounts } from "./stored_accounts.ts";
import { print } from "./print.ts";
import { knownSecret } from "./server_access.ts";

const HOUR = 3_600_000;

/** Whose dashboards are fed, and the names of those who had no account before. */
interface DemoPeople {
  readonly people: { userId: number }[];
  readonly added: readonly string[];
}

/** Adds the demo's people to the server, prints a sign-in link for each, and feeds its boards. */
export async function startDemoBeside({ url, accounts }: RunningServer): Promise<AsyncDisposable> {
  const { people } = await addPeople(accounts);
  print("\nThe demonstration's people; each link signs in once:");
  for (const { name, roles } of DEMO_PEOPLE) {
    const code = await accounts.signIn.issueLink(name);
    print(`  ${name.padEnd(8)}${roles.join(", ").padEnd(16)}${url}auth/link/${code}`);
  }
  print("");
  return feed(url, accounts.tokens, people);
}

/**
 * Who feeds a server of which only the secret, or the data folder, is shared. Without the folder the users' numbers
 * are not known: those that the demo's people would have had there are taken.
 * @throws UsageError without either
 */
export async function demoProducer(config: Config): Promise<DemoPeople & { tokens: Tokens }> {
  const secret = await knownSecret(config);
  if (secret === null) throw new UsageError("Give the server's --data folder, or its BOARDCAST_SECRET");
  const tokens = new Tokens({ ...config.tokens, secret });
  if (!hasAccounts(config)) {
    return { tokens, people: DEMO_PEOPLE.map((_, at) => ({ userId: at + 1 })), added: [] };
  }
  using stored = await openStoredAccounts(config);
  return { tokens, ...await addPeople(stored.accounts) };
}

function hasAccounts(config: Config): boolean {
  if (config.backend === "redis") return true;
  const folder = dataFolder(config);
  return folder !== null && databaseExists(folder);
}

/** Feeds the boards of the server at `url` as a producer of its own. */
export function feed(url: string, tokens: Tokens, people: { userId: number }[]): AsyncDisposable {
  return startDemo({
    url: url.replace(/\/$/, ""),
    token: () => tokens.mint({ sub: "demo", role: "admin" }, HOUR),
    mint: (claims) => tokens.mint(claims, HOUR),
    people,
  });
}

/** Adds the demo's people where they are missing; the answer is whose dashboards are to be fed, and who is new. */
async function addPeople(accounts: Accounts): Promise<DemoPeople> {
  const people: { userId: number }[] = [];
  const added: string[] = [];
  for (const person of DEMO_PEOPLE) {
    const known = await accounts.users.get(person.name);
    const user = known ?? await accounts.users.add(person);
    if (!known) added.push(person.name);
    await addMemberships(accounts, person);
    people.push({ userId: user.id });
  }
  return { people, added };
}

async function addMemberships({ memberships }: Accounts, person: DemoPerson): Promise<void> {
  const { name, displayName, email, roles, msp, client, school } = person;
  const member = { subject: name, name: displayName, email, active: true, since: Date.now() };
  const role = roles[0]!;
  if (msp) await memberships.put({ ...member, scope: "msp", scopeId: msp, role });
  if (client) await memberships.put({ ...member, scope: "client", scopeId: client, role });
  if (school) {
    await memberships.put({ ...member, scope: "school", scopeId: String(school.id), role: school.role });
  }
}
