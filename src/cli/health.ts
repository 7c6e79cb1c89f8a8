import type { Command } from "commander";
import { readConfig } from "./read_config.ts";
import { print } from "./print.ts";

/** `boardcast health`: whether a running server can do its work. */
export function addHealth(program: Command): void {
  program.command("health")
    .description("ask a running server whether it is ready; exit code 1 if it is not")
    .option("--url <url>", "where the server listens")
    .action(async (options: { url?: string }, command: Command) => {
      const config = readConfig(command);
      const { serverUrl } = await import("./server_access.ts");
      const url = serverUrl(config, options.url);
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
        (cause) => {
          throw new Error(`Cannot reach ${url}`, { cause });
        },
      );
      const text = await response.text();
      if (!response.ok) throw new Error(`Not ready: ${text}`);
      print("ready");
    });
}
