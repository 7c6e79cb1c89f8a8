import type { Command } from "commander";
import { ROLES } from "../auth/identity.ts";
import type { Membership, Scope } from "../auth/memberships.ts";
import type { User } from "../auth/users.ts";
import type { Config } from "../config/config.ts";
import { askPassword } from "./ask_password.ts";
import { UsageError } from "./failure.ts";
import type { StoredAccounts } from "./stored_accounts.ts";
import { collect, DATA, examples } from "./options.ts";
import { print, printError } from "./print.ts";
import { readConfig } from "./read_config.ts";

const SCOPES = ["msp", "client", "school"] as const satisfies Scope[];

/** Which of several roles a membership takes. */
const ROLES_IN: Readonly<Record<Scope, readonly string[]>> = {
  msp: ["msp_admin", "msp_user"],
  client: ["client_admin", "client_user", "end_user"],
  school: ["school_owner", "school_admin", "teacher", "school_staff", "student"],
};

interface AddOptions {
  readonly role: string[];
  readonly email?: string;
  readonly displayName?: string;
  readonly msp?: string;
  readonly client?: string;
  readonly school?: string;
  readonly passwordStdin?: true;
}

/** `boardcast user …`: the accounts of the data folder, whether or not a server is running. */
export function addUser(program: Command): void {
  const user = program.command("user").description("add, list and change users")
    .addHelpText("after", examples("user add ann --role admin", "user list", "user disable ann"));
  for (const add of [addAdd, addList, addRole, addPassword, addSwitches]) add(user);
}

function addAdd(user: Command): void {
  user.command("add <name>")
    .description(
      "add a user; the password is asked for at the terminal; without one --password-stdin is needed",
    )
    .requiredOption("--role <role>", `a role, may be repeated: ${ROLES.join(", ")}`, collectRole)
    .option("--email <address>", "e-mail address, which signs in as well as the name")
    .option("--display-name <name>", "name as it is shown")
    .option("--msp <id>", "the MSP that the roles are in")
    .option("--client <id>", "the client that the roles are in")
    .option("--school <id>", "the school that the roles are in")
    .option("--password-stdin", "read the password from standard input")
    .option(...DATA)
    .addHelpText(
      "after",
      examples(
        "user add ann --role admin",
        "user add olga --role school_owner --school 1 --password-stdin < password.txt",
      ),
    )
    .action(async (name: string, options: AddOptions, command: Command) => {
      checkRoles(options.role);
      checkEmail(options.email);
      const config = await readConfig(command);
      const members = memberships(name, options);
      for (const note of notes(options)) printError(note);
      const password = await askPassword(options.passwordStdin ?? false);
      await withAccounts(config, async ({ accounts }) => {
        const { email = null, displayName = name, role: roles } = options;
        await accounts.users.add({ name, displayName, email, roles, password });
        for (const member of members) await accounts.memberships.put(member);
        print(`Added ${name} (${roles.join(", ")})`);
      }, { create: true });
    });
}

function addList(user: Command): void {
  user.command("list").description("list all users: number, name, roles, e-mail address, state")
    .option(...DATA)
    .addHelpText("after", examples("user list --data /var/lib/boardcast"))
    .action(async (_options: unknown, command: Command) =>
      withAccounts(await readConfig(command), async ({ accounts }) => {
        for await (const one of allUsers(accounts)) print(lineOf(one));
      })
    );
}

function addRole(user: Command): void {
  user.command("role <name> <roles...>").description(
    "give a user these roles instead; memberships with a role that it loses end",
  )
    .option(...DATA)
    .addHelpText("after", examples("user role ann viewer trader"))
    .action(async (name: string, roles: string[], _options: unknown, command: Command) => {
      checkRoles(roles);
      await withAccounts(await readConfig(command), async ({ accounts }) => {
        const before = await accounts.users.get(name);
        await accounts.users.setRoles(name, roles);
        const lost = before?.roles.filter((role) => !roles.includes(role)) ?? [];
        for (const member of await accounts.memberships.of(name)) {
          if (lost.includes(member.role)) await accounts.memberships.put({ ...member, active: false });
        }
        print(`${name} now is ${roles.join(", ")}`);
      });
    });
}

function addPassword(user: Command): void {
  user.command("password <name>").description("set a new password; all sessions and tokens of the user end")
    .option("--password-stdin", "read the password from standard input")
    .option(...DATA)
    .addHelpText("after", examples("user password ann", "user password ann --password-stdin < password.txt"))
    .action(async (name: string, options: { passwordStdin?: true }, command: Command) => {
      const config = await readConfig(command);
      const password = await askPassword(options.passwordStdin ?? false);
      await withAccounts(config, async ({ accounts }) => {
        await accounts.users.setPassword(name, password);
        print(`${name} has a new password`);
      });
    });
}

function addSwitches(user: Command): void {
  for (const [verb, disabled] of [["disable", true], ["enable", false]] as const) {
    user.command(`${verb} <name>`)
      .description(`${verb} a user${disabled ? "; all sessions and tokens end" : ""}`)
      .option(...DATA)
      .addHelpText("after", examples(`user ${verb} ann`))
      .action(async (name: string, _options: unknown, command: Command) =>
        withAccounts(await readConfig(command), async ({ accounts }) => {
          await accounts.users.setDisabled(name, disabled);
          print(`${name} is ${verb}d`);
        })
      );
  }
}

async function withAccounts(
  config: Config,
  work: (stored: StoredAccounts) => Promise<void>,
  options: { create?: boolean } = {},
): Promise<void> {
  const { openStoredAccounts } = await import("./stored_accounts.ts");
  using stored = await openStoredAccounts(config, options);
  await work(stored);
}

/** The memberships that the options of `user add` ask for. */
function memberships(name: string, options: AddOptions): Membership[] {
  if (options.school !== undefined && !/^[1-9]\d{0,14}$/.test(options.school)) {
    throw new UsageError(`"${options.school}" is not a school: use a whole number`);
  }
  const { displayName = name, email = null } = options;
  return SCOPES.flatMap((scope) => {
    const scopeId = options[scope];
    if (scopeId === undefined) return [];
    const role = options.role.find((one) => ROLES_IN[scope].includes(one)) ?? options.role[0]!;
    return { subject: name, name: displayName, email, active: true, since: Date.now(), scope, scopeId, role };
  });
}

/** What is said of roles that belong to something that is not given. */
function notes(options: AddOptions): string[] {
  return SCOPES.filter((scope) => options[scope] === undefined).flatMap((scope) =>
    options.role.filter((role) => ROLES_IN[scope].includes(role))
      .map((role) => `Note: the role ${role} opens nothing without --${scope}`)
  );
}

async function* allUsers({ users }: StoredAccounts["accounts"]): AsyncGenerator<User> {
  for (let after = "";;) {
    const page = await users.list({ after });
    yield* page;
    if (page.length === 0) return;
    after = page.at(-1)!.name;
  }
}

function lineOf({ id, name, roles, email, disabled }: User): string {
  return [id, name, roles.join(","), email ?? "-", disabled ? "disabled" : "enabled"].join("\t");
}

function checkRoles(roles: readonly string[]): void {
  const unknown = roles.filter((role) => !ROLES.some((known) => known === role));
  if (unknown.length > 0) throw new UsageError(`There is no role "${unknown[0]}": use ${ROLES.join(", ")}`);
}

function checkEmail(email: string | undefined): void {
  if (email === undefined || /^[^\s@]+@[^\s@]+$/.test(email)) return;
  throw new UsageError(`"${email}" is not an e-mail address: use for instance ann@example.org`);
}

function collectRole(role: string, previous: string[] | undefined): string[] {
  return collect(role, previous ?? []);
}
