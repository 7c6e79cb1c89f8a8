import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import type { ConfigSources } from "../config/load_config.ts";

/** Options of commands that are settings; a command has those that it declares. */
const FLAGS = ["host", "port", "data", "backend", "demo"];

/**
 * The configuration as file, environment and the options of `command` give it. Who reads it `again` does not take a file
 * without content for one: it is just being written.
 * @throws ConfigError
 */
export async function readConfig(command: Command, { again = false } = {}): Promise<Config> {
  const [{ loadConfig }, { boardMistakes: review }] = await Promise.all([
    import("../config/load_config.ts"),
    import("../board/mistakes/board_mistakes.ts"),
  ]);
  const options = command.optsWithGlobals();
  const environment = Deno.env.toObject();
  const named = options["config"] ?? environment["BOARDCAST_CONFIG"];
  const read = readFile(named ?? "boardcast.yaml", named !== undefined);
  const isEmpty = read && "text" in read && read.text.trim() === "";
  const file = again && isEmpty ? { problem: `${read.name}: it is empty` } : read;
  const flags = Object.fromEntries(FLAGS.map((name) => [name, options[name]]));
  return loadConfig({ ...file && { file }, environment, flags, review });
}

function readFile(name: string, required: boolean): ConfigSources["file"] {
  try {
    return { name, text: Deno.readTextFileSync(name) };
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound;
    if (isAbsent && !required) return undefined;
    return { problem: `${name || '""'}: ${isAbsent ? "there is no such file" : (error as Error).message}` };
  }
}
