import type { Command } from "commander";
import { readConfig } from "./read_config.ts";
import { UsageError } from "./failure.ts";
import { print } from "./print.ts";

type Options = {
  sub: string;
  role: string[];
  userId?: string;
  msp?: string;
  client?: string;
  school: string[];
  expires: string;
  data?: string;
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
    .option("--expires <span>", "how long it holds, such as 90s, 15m, 12h or 30d", "1h")
    .option("--data <folder>", "the data folder")
    .addHelpText(
      "after",
      "\nExamples:\n  boardcast token --role publisher --expires 30d\n  boardcast token --sub olga --school 1=school_owner",
    )
    .action((options: Options, command: Command) => mint(command, options));
}

async function mint(command: Command, options: Options): Promise<void> {
  const config = readConfig(command, { data: options.data });
  const { loadSecret } = await import("../auth/server_secret.ts");
  const { Tokens } = await import("../auth/tokens.ts");
  if (config.data === "none" && config.secret === null) {
    throw new UsageError('There is no secret with data "none": give BOARDCAST_SECRET or a data folder');
  }
  if (config.secret === null) await Deno.mkdir(config.data, { recursive: true, mode: 0o700 });
  const secret = loadSecret(config.secret, config.data === "none" ? null : config.data);
  print(
    await new Tokens({ ...config.tokens, secret }).mint(claimsOf(options), spanOf(options.expires)),
  );
}

function claimsOf({ sub, role, userId, msp, client, school }: Options): Record<string, unknown> {
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

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
