import type { Command } from "commander";
import { DATA, examples, URL_OF_SERVER } from "./options.ts";
import { print } from "./print.ts";
import { readConfig } from "./read_config.ts";
import { StopSignal } from "./stop_signal.ts";

/** `boardcast demo`: feeds a running server that shares our data folder or secret. */
export function addDemo(program: Command): void {
  program.command("demo")
    .description("feed a running server with a demonstration, until stopped")
    .option(...URL_OF_SERVER)
    .option(...DATA)
    .addHelpText(
      "after",
      "\nIt adds the demonstration's people to the data folder: enabled, of every role, without a",
    )
    .addHelpText("after", "password. `boardcast user disable NAME` locks one out again.")
    .addHelpText("after", "\nIt signs its requests with the secret of the data folder, or BOARDCAST_SECRET.")
    .addHelpText("after", examples("demo", "demo --data /var/lib/boardcast --url http://127.0.0.1:9000"))
    .action(demo);
}

async function demo(options: { url?: string }, command: Command): Promise<void> {
  const config = await readConfig(command);
  const { configureLogging } = await import("./logging.ts");
  await configureLogging(config.log.level);
  const { ask, serverUrl } = await import("./server_access.ts");
  const { demoProducer, feed } = await import("./run_demo.ts");
  using stop = new StopSignal();
  const url = serverUrl(config, options.url);
  await (await ask(url, "/health/live")).body?.cancel();
  const { tokens, people, added } = await demoProducer(config);
  if (added.length > 0) print(addedPeople(added));
  await using _demo = feed(url, tokens, people);
  print(`Feeding ${url}; Ctrl-C ends it`);
  await stop.received;
}

function addedPeople(names: readonly string[]): string {
  return `Added ${names.length} people (${names.join(", ")}), enabled and without a password; ` +
    "`boardcast user disable NAME` locks one out";
}
