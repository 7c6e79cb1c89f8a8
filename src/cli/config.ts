import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import type { JsonObject } from "../protocol/message.ts";
import { examples } from "./options.ts";
import { print, printError } from "./print.ts";
import { readConfig } from "./read_config.ts";
import { withSettings } from "./serve.ts";

/** `boardcast config …`: checks, shows and explains the configuration. */
export function addConfig(program: Command): void {
  const config = program.command("config").description("check, show and explain the configuration")
    .addHelpText("after", examples("config check", "config show --port 9000", "config reference"));

  withSettings(config.command("check")).description("report every problem of file, environment and flags")
    .addHelpText("after", examples("config check", "--config /etc/boardcast.yaml config check"))
    .action(async (_options: unknown, command: Command) => {
      const { remarks } = await import("../config/config.ts");
      for (const remark of remarks(await readConfig(command))) printError(`Note: ${remark}`);
      print("The configuration is in order");
    });

  withSettings(config.command("show")).description("print the configuration in force, without secrets")
    .addHelpText("after", examples("config show", "config show --data none"))
    .action(async (_options: unknown, command: Command) => print(await shown(await readConfig(command))));

  config.command("reference").description("print every setting, its variable, its default and what it is for")
    .addHelpText("after", examples("config reference"))
    .action(async () => print((await import("../config/reference.ts")).reference()));
}

/** In YAML, with every secret left out and every password of a URL hidden; what boards declare is no secret. */
async function shown({ boards, ...config }: Config): Promise<string> {
  const { stringify } = await import("yaml");
  const { HIDDEN } = await import("../config/config.ts");
  const { withoutPassword } = await import("../config/problem.ts");
  const hidden: JsonObject = structuredClone(config);
  for (const path of HIDDEN) hide(hidden, path.split("."));
  const settings = withoutPassword(stringify(hidden, { lineWidth: 0 }));
  return (settings + stringify({ boards }, { lineWidth: 0 })).trimEnd();
}

function hide(section: JsonObject, [name, ...rest]: string[]): void {
  if (name === "*") return Object.keys(section).forEach((each) => hide(section, [each, ...rest]));
  const value = section[name!];
  if (rest.length > 0) hide(value as JsonObject, rest);
  else if (value !== null) section[name!] = "(hidden)";
}
