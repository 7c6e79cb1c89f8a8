import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { identityOfClaims } from "../auth/claims.ts";
import { ROLES } from "../auth/identity.ts";
import { furtherClaims } from "./claims.ts";
import { UsageError } from "./failure.ts";
import { collect, DATA, examples } from "./options.ts";
import { print, printError } from "./print.ts";
import { readConfig } from "./read_config.ts";

type Options = {
  sub: string;
  role: string[];
  userId?: string;
  msp?: string;
  client?: string;
  school: string[];
  claim: string[];
  expires: string;
};

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `boardcast token`: mints a token with the secret of the data folder. */
export function addToken(program: Command): void {
  program.command("token")
    .description("mint a token (HS256) with the server's secret, and print it")
    .option("--sub <subject>", "who it is for", "command-line")
    .option("--role <role>", "a role, may be repeated", collect, [])
    .option("--user-id <number>", "the claim user_id")
    .option("--msp <id>", "the claim msp_id")
    .option("--client <id>", "the claim client_id")
    .option("--school <id=role>", "a role in a school, may be repeated", collect, [])
    .option(
      "--claim <name=value>",
      "any other claim, such as the one that a board's scope names; repeated for a list",
      collect,
      [],
    )
    .option("--expires <span>", "how long it holds, such as 90s, 15m, 12h or 30d", "1h")
    .option(...DATA)
    .addHelpText(
      "after",
      examples(
        "token --role publisher --expires 30d",
        "token --sub olga --school 1=school_owner",
        "token --sub ann --claim sites=oslo --claim sites=lisbon",
      ),
    )
    .action((options: Options, command: Command) => mint(command, options));
}

async function mint(command: Command, options: Options): Promise<void> {
  const claims = claimsOf(options);
  const identity = identityOfClaims(claims, "bearer");
  if ("refused" in identity) throw new UsageError(`The server would refuse the token: ${identity.refused}`);
  const life = spanOf(options.expires);
  const config = await readConfig(command);
  if (!config.tokens.algorithms.includes("HS256")) {
    throw new UsageError("The server would refuse the token: tokens.algorithms does not have HS256");
  }
  const known: readonly string[] = ROLES;
  for (const role of options.role.filter((one) => !known.includes(one))) {
    printError(`Note: the role "${role}" is known only to boards that declare it`);
  }
  const { Tokens } = await import("../auth/tokens.ts");
  print(await new Tokens({ ...config.tokens, secret: await secretOf(config) }).mint(claims, life));
}

/** The server's secret, made if the server has never been started; then it is said, for the folder may be wrong. */
async function secretOf(config: Config): Promise<string> {
  const { knownSecret } = await import("./server_access.ts");
  const { loadSecret } = await import("../auth/server_secret.ts");
  const known = await knownSecret(config);
  if (known !== null) return known;
  if (config.data === "none") {
    throw new UsageError('There is no secret with data "none": give BOARDCAST_SECRET or --data');
  }
  await Deno.mkdir(config.data, { recursive: true, mode: 0o700 });
  const made = loadSecret(null, config.data);
  printError(`Note: made a new secret in "${config.data}", for a server that is started there`);
  return made;
}

function claimsOf({ sub, role, userId, msp, client, school, claim }: Options): Record<string, unknown> {
  if (sub === "") throw new UsageError("--sub must not be empty");
  const schools = school.map((text) => {
    const [, id, name] = /^(\d+)=(\w+)$/.exec(text) ?? [];
    if (id === undefined) {
      throw new UsageError(`"${text}" is not a school and a role: use for instance 1=school_owner`);
    }
    return [id, name];
  });
  if (userId !== undefined && !/^\d{1,15}$/.test(userId)) {
    throw new UsageError(`"${userId}" is not a user id: use a whole number`);
  }
  return {
    ...furtherClaims(claim),
    sub,
    ...role.length === 1 ? { role: role[0] } : { roles: role },
    ...userId !== undefined && { user_id: Number(userId) },
    ...msp !== undefined && { msp_id: msp },
    ...client !== undefined && { client_id: client },
    ...schools.length > 0 && { schools: Object.fromEntries(schools) },
  };
}

function spanOf(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw new UsageError(`"${text}" is not a span of time: use for instance 90s, 15m, 12h or 30d`);
  }
  return Number(count) * UNITS[unit!]!;
}
