import { Command, CommanderError } from "commander";
import { VERSION } from "../version.ts";
import { addTypes } from "./board_types.ts";
import { addConfig } from "./config.ts";
import { addDemo } from "./demo.ts";
import { addHealth } from "./health.ts";
import { addPublish } from "./publish.ts";
import { addServe } from "./serve.ts";
import { addToken } from "./token.ts";
import { addUser } from "./user.ts";
import { addWatch } from "./watch.ts";
import { exitCodeOf, reasonOf } from "./failure.ts";
import { examples } from "./options.ts";
import { print, printError, writeError, writeOut } from "./print.ts";

/** Runs the command line; the answer is the exit code: 0 done, 1 failed, 2 used wrongly or configured wrongly. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const code = exitCodeOf(error);
    if (code !== 0) printError(reasonOf(error));
    return code;
  }
}

function createProgram(): Command {
  const program = new Command("boardcast")
    .description("Live, authenticated dashboards for any backend.")
    .version(VERSION, "-V, --version", "print the version")
    .option("-c, --config <file>", "configuration file (default: boardcast.yaml, if there is one)")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut,
      writeErr: writeError,
      outputError: (text) => writeError(withoutValues(text)),
    })
    .showHelpAfterError("(boardcast help tells more)")
    .addHelpText("after", EXAMPLES);
  const commands = [
    addServe,
    addUser,
    addToken,
    addPublish,
    addWatch,
    addTypes,
    addDemo,
    addConfig,
    addHealth,
  ];
  for (const add of commands) add(program);
  program.command("version").description("print the version")
    .addHelpText("after", examples("version")).action(() => print(VERSION));
  return program;
}

/** What was given where it does not belong may be a password. */
function withoutValues(text: string): string {
  return text.replace(/(unknown option '[^=']*)=.*'/s, "$1'").replace(/(but got \d+): .*/s, "$1.\n");
}

const EXAMPLES = `
Examples:
  boardcast serve --demo                         try it, with people and data
  boardcast user add ann --role admin            ask for a password and add an admin
  boardcast publish trading_updates '{"type":"price_update","symbol":"EURUSD","data":{"bid":1.1,"ask":1.1002}}'
  boardcast watch trading                        follow a board in the terminal
  boardcast config reference                     every setting, its variable and its default

Exit codes: 0 done, 1 failed, 2 used or configured wrongly.`;
