import type { Command } from "commander";
import { ROLES } from "../auth/identity.ts";
import type { Scope } from "../auth/memberships.ts";
import type { User } from "../auth/users.ts";
import { askPassword } from "./ask_password.ts";
import { UsageError } from "./failure.ts";
import type { LocalAccounts } from "./local_accounts.ts";
import { readConfig } from "./read_config.ts";
import { print } from "./print.ts";

type AddOptions = {
  role: string[];
  email?: string;
  displayName?: string;
  msp?: string;
  client?: string;
  school?: string;
  passwordStdin?: true;
  data?: string;
};

/** `boardcast user …`: the accounts of the data folder, whether or not a server is running. */
export function addUser(program: Command): void {
  const user = program.command("user").description("add, list and change users");
  const folder = ["--data <folder>", "the data folder"] as const;

  user.command("add <name>")
    .description("add a user; the password is asked for, or read from standard input")
    .requiredOption("--role <role>", `a role, may be repeated: ${ROLES.join(", ")}`, collect, [])
    .option("--email <address>", "e-mail address, which signs in as well as the name")
    .option("--display-name <name>", "name as it is shown")
    .option("--msp <id>", "the MSP that the roles are in")
    .option("--client <id>", "the client that the roles are in")
    .option("--school <id>", "the school that the roles are in")
    .option("--password-stdin", "read the password from standard input")
    .option(...folder)
    .addHelpText(
      "after",
      '\nExample:\n  echo "$PASSWORD" | boardcast user add olga --role school_owner --school 1 --password-stdin',
    )
    .action(async (name: string, options: AddOptions, command: Command) => {
      checkRoles(options.role);
      const password = await askPassword(options.passwordStdin ?? false);
      await withAccounts(command, options, async ({ accounts }) => {
        const { email = null, displayName = name, role: roles } = options;
        await accounts.users.add({ name, displayName, email, roles, password });
        await addMemberships(accounts, name, options);
        print(`Added ${name} (${roles.join(", ")})`);
      });
    });

  user.command("list").description("list all users").option(...folder)
    .action((options: { data?: string }, command: Command) =>
      withAccounts(command, options, async ({ accounts }) => {
        for await (const user of allUsers(accounts)) print(lineOf(user));
      })
    );

  user.command("role <name> <roles...>").description("give a user these roles instead").option(...folder)
    .action((name: string, roles: string[], options: { data?: string }, command: Command) => {
      checkRoles(roles);
      return withAccounts(command, options, async ({ accounts }) => {
        await accounts.users.setRoles(name, roles);
        print(`${name} now is ${roles.join(", ")}`);
      });
    });

  user.command("password <name>").description("set a new password; all sessions and tokens of the user end")
    .option("--password-stdin", "read the password from standard input").option(...folder)
    .action(async (name: string, options: { passwordStdin?: true; data?: string }, command: Command) => {
      const password = await askPassword(options.passwordStdin ?? false);
      await withAccounts(command, options, async ({ accounts }) => {
        await accounts.users.setPassword(name, password);
        print(`${name} has a new password`);
      });
    });

  for (const [verb, disabled] of [["disable", true], ["enable", false]] as const) {
    user.command(`${verb} <name>`).description(
      `${verb} a user${disabled ? "; all sessions and tokens end" : ""}`,
    )
      .option(...folder)
      .action((name: string, options: { data?: string }, command: Command) =>
        withAccounts(command, options, async ({ accounts }) => {
          await accounts.users.setDisabled(name, disabled);
          print(`${name} is ${verb}d`);
        })
      );
  }
}

async function withAccounts(
  command: Command,
  { data }: { data?: string },
  work: (local: LocalAccounts) => Promise<void>,
): Promise<void> {
  const config = readConfig(command, { data });
  const { openLocalAccounts } = await import("./local_accounts.ts");
  using local = openLocalAccounts(config);
  await work(local);
}

async function addMemberships(
  { memberships }: LocalAccounts["accounts"],
  name: string,
  { role: [role], displayName = name, email, ...options }: AddOptions,
): Promise<void> {
  for (const scope of ["msp", "client", "school"] satisfies Scope[]) {
    const scopeId = options[scope];
    if (scopeId === undefined) continue;
    const member = {
      subject: name,
      name: displayName,
      email: email ?? null,
      active: true,
      since: Date.now(),
    };
    await memberships.put({ ...member, scope, scopeId, role: role! });
  }
}

async function* allUsers({ users }: LocalAccounts["accounts"]): AsyncGenerator<User> {
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

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
