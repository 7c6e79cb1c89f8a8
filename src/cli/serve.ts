import type { Command } from "commander";
import type { BoardChanges } from "../board/board_changes.ts";
import { VERSION } from "../version.ts";
import { examples } from "./options.ts";
import type { Config } from "../config/config.ts";
import type { RunningServer } from "../server.ts";
import { reasonOf } from "./failure.ts";
import { print, printError } from "./print.ts";
import { readConfig } from "./read_config.ts";
import { ReloadSignal } from "./reload_signal.ts";
import { StopSignal } from "./stop_signal.ts";

/** `boardcast serve`: runs the server until it is told to stop. */
export function addServe(program: Command): void {
  withSettings(program.command("serve"))
    .description("run the server")
    .addHelpText("after", examples("serve --port 9000 --data /var/lib/boardcast", "serve --demo --data none"))
    .action((_options: unknown, command: Command) => serve(command));
}

/** Gives `command` the options that are settings of the server. */
export function withSettings(command: Command): Command {
  return command
    .option("--host <address>", "address to listen on")
    .option("--port <number>", "port to listen on; 0 for any free one")
    .option("--data <folder>", 'folder that keeps everything; "none" keeps it in memory')
    .option("--backend <name>", "where everything is kept: local (the data folder) or redis")
    .option("--demo", "feed all boards with a demonstration, and print sign-in links");
}

async function serve(command: Command): Promise<void> {
  const config = await readConfig(command);
  const [{ configureLogging }, { startServer }, { remarks }] = await Promise.all([
    import("./logging.ts"),
    import("../server.ts"),
    import("../config/config.ts"),
  ]);
  await configureLogging(config.log.level);
  for (const remark of remarks(config)) printError(`Note: ${remark}`);
  using stop = new StopSignal();
  const starting = Promise.withResolvers<RunningServer>();
  let isStopping = false;
  // From the beginning to the end: SIGHUP would end a process that does not listen for it.
  using _reload = new ReloadSignal(async () => {
    const server = await starting.promise;
    if (!isStopping) await reload(command, config, server);
  });
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer(config));
  starting.resolve(server);
  print(`Boardcast ${VERSION} listening on ${server.url}`);
  if (config.demo) {
    const { startDemoBeside } = await import("./run_demo.ts");
    stack.use(await startDemoBeside(server));
  }
  await stop.received;
  isStopping = true;
  print("Stopping");
}

/** Reads the configuration again; one that cannot be used changes nothing. */
async function reload(command: Command, started: Config, server: RunningServer): Promise<void> {
  try {
    const config = await readConfig(command, { again: true });
    const changes = await server.reload(config);
    const { needingRestart } = await import("../config/needing_restart.ts");
    const waiting = needingRestart(started, config);
    print(`Reloaded the declared boards: ${told(changes)}`);
    if (waiting.length > 0) printError(`Note: restart for what has changed in ${waiting.join(", ")}`);
  } catch (error) {
    printError(`Not reloaded, everything stays as it was: ${reasonOf(error)}`);
  }
}

function told({ added, changed, removed }: BoardChanges): string {
  const parts = Object.entries({ added, changed, removed }).filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what} ${names.join(", ")}`);
  return parts.length === 0 ? "nothing has changed" : parts.join("; ");
}
