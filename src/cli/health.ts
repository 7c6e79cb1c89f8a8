import type { Command } from "commander";
import { examples, URL_OF_SERVER } from "./options.ts";
import { print } from "./print.ts";
import { readConfig } from "./read_config.ts";

/** `boardcast health`: whether a running server can do its work. */
export function addHealth(program: Command): void {
  program.command("health")
    .description("ask a running server whether it is ready; exit code 1 if it is not")
    .option(...URL_OF_SERVER)
    .addHelpText("after", examples("health", "health --url https://boardcast.example"))
    .action(async (options: { url?: string }, command: Command) => {
      const config = await readConfig(command);
      const { ask, serverUrl } = await import("./server_access.ts");
      const response = await ask(serverUrl(config, options.url), "/health/ready");
      const text = await response.text();
      if (!response.ok) throw new Error(`Not ready: ${text}`);
      print("ready");
    });
}
