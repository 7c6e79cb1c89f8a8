import type { Command } from "commander";
import { configureLogging } from "./logging.ts";
import { readConfig } from "./read_config.ts";
import { print } from "./print.ts";

/** `boardcast demo`: feeds a running server that shares our data folder or secret. */
export function addDemo(program: Command): void {
  program.command("demo")
    .description("feed a running server with a demonstration, until stopped")
    .option("--url <url>", "where the server listens")
    .addHelpText("after", "\nIt signs its requests with the secret of the data folder, or BOARDCAST_SECRET.")
    .action(async (options: { url?: string }, command: Command) => {
      const config = readConfig(command);
      await configureLogging(config.log.level);
      const { openLocalAccounts } = await import("./local_accounts.ts");
      const { addPeople, feed } = await import("./run_demo.ts");
      const { serverUrl } = await import("./server_access.ts");
      using local = openLocalAccounts(config);
      const people = await addPeople(local.accounts);
      await using _demo = feed(serverUrl(config, options.url), local.accounts.tokens, people);
      print("Feeding the demonstration; Ctrl-C ends it");
      await new Promise<void>((resolve) => Deno.addSignalListener("SIGINT", resolve));
    });
}
