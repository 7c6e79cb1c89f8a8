import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { ConfigError, flagValue, loadConfig } from "../config/load_config.ts";

/** The configuration as file, environment and the `flags` of a command give it. @throws ConfigError */
export function readConfig(
  command: Command,
  flags: Readonly<Record<string, string | boolean | undefined>> = {},
): Config {
  const environment = Deno.env.toObject();
  const named = command.optsWithGlobals()["config"] ?? environment["BOARDCAST_CONFIG"];
  const file = readFile(named ?? "boardcast.yaml", named !== undefined);
  const values = Object.entries(flags).map(([path, value]) =>
    [path, typeof value === "string" ? flagValue(path, value) : value] as const
  );
  return loadConfig({ ...file && { file }, environment, flags: Object.fromEntries(values) });
}

function readFile(name: string, required: boolean): { name: string; text: string } | undefined {
  try {
    return { name, text: Deno.readTextFileSync(name) };
  } catch (error) {
    if (!required && error instanceof Deno.errors.NotFound) return undefined;
    throw new ConfigError([`${name}: the file cannot be read: ${(error as Error).message}`]);
  }
}
