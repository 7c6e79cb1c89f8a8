import type { Command } from "commander";
import { VERSION } from "../version.ts";
import { configureLogging } from "./logging.ts";
import { readConfig } from "./read_config.ts";
import { print } from "./print.ts";

type Options = { host?: string; port?: string; data?: string; demo?: true };

/** `boardcast serve`: runs the server until it is told to stop. */
export function addServe(program: Command): void {
  program.command("serve")
    .description("run the server")
    .option("--host <address>", "address to listen on")
    .option("--port <number>", "port to listen on; 0 for any free one")
    .option("--data <folder>", 'folder that keeps everything; "none" keeps it in memory')
    .option("--demo", "feed all boards with a demonstration, and print sign-in links")
    .addHelpText(
      "after",
      "\nExamples:\n  boardcast serve --port 9000 --data /var/lib/boardcast\n  boardcast serve --demo --data none",
    )
    .action((options: Options, command: Command) => serve(command, options));
}

async function serve(command: Command, options: Options): Promise<void> {
  const config = readConfig(command, options);
  await configureLogging(config.log.level);
  const { startServer } = await import("../server.ts");
  const stopping = stopSignal();
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer(config));
  print(`Boardcast ${VERSION} listening on ${server.url}`);
  if (config.demo) {
    const { startDemoBeside } = await import("./run_demo.ts");
    stack.use(await startDemoBeside(server));
  }
  await stopping;
  print("Stopping");
}

function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signals: Deno.Signal[] = ["SIGINT", "SIGTERM"];
  const stop = () => {
    for (const signal of signals) Deno.removeSignalListener(signal, stop);
    resolve();
  };
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  return promise;
}
