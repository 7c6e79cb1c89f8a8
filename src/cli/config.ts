import type { Command } from "commander";
import { stringify } from "yaml";
import { FOREIGN_VARIABLES, settings } from "../config/config.ts";
import { readConfig } from "./read_config.ts";
import { print } from "./print.ts";

/** `boardcast config …`: checks, shows and explains the configuration. */
export function addConfig(program: Command): void {
  const config = program.command("config").description("check, show and explain the configuration");

  config.command("check").description("report every problem of file, environment and flags")
    .action((_options: unknown, command: Command) => {
      readConfig(command);
      print("The configuration is in order");
    });

  config.command("show").description("print the configuration in force, without secrets")
    .action((_options: unknown, command: Command) => {
      const { secret, apiKey, ...rest } = readConfig(command);
      print(
        stringify({ ...rest, secret: secret && "(hidden)", apiKey: apiKey && "(hidden)" }).trimEnd(),
      );
    });

  config.command("reference").description("print every setting, its variable, its default and what it is for")
    .action(() => print(reference()));
}

/** Every setting as a table in Markdown. */
export function reference(): string {
  const foreign = (path: string) =>
    Object.entries(FOREIGN_VARIABLES).filter(([, to]) => to === path).map(([name]) => name);
  const rows = settings().map(({ path, variable, fallback, description }) => {
    const variables = [variable, ...foreign(path)].map((name) => `\`${name}\``).join(" ");
    return `| \`${path}\` | ${variables} | \`${JSON.stringify(fallback)}\` | ${description} |`;
  });
  return ["| setting | variable | default | what it is for |", "| --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}
