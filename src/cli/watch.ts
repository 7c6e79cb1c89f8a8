import type { Command } from "commander";
import { isObject, parseJson, RESERVED_PREFIX } from "../protocol/message.ts";
import { UsageError } from "./failure.ts";
import { collect, DATA, examples, URL_OF_SERVER } from "./options.ts";
import { print } from "./print.ts";
import { readConfig } from "./read_config.ts";
import { StopSignal } from "./stop_signal.ts";
import { Unseen } from "./unseen.ts";

interface Options {
  readonly param: string[];
  readonly send?: string;
  readonly new?: true;
  readonly url?: string;
}

/** `boardcast watch`: prints what a board receives, one line of JSON a message. */
export function addWatch(program: Command): void {
  program.command("watch <board>")
    .description("follow a board in the terminal; a name such as trading, or a path such as /ws/trading/")
    .option("--param <name=value>", "a parameter of the board's path, may be repeated", collect, [])
    .option("--send <json>", "a command to send first, on every connection: a JSON object, or ping")
    .option("--new", "leave out what the record keeps; otherwise that comes first")
    .option(...URL_OF_SERVER)
    .option(...DATA)
    .addHelpText("after", "\nSigned with BOARDCAST_TOKEN or the server's secret; open boards need neither.")
    .addHelpText("after", "When the connection is lost it connects again, and prints what it missed.")
    .addHelpText(
      "after",
      examples(
        "watch trading --new",
        "watch school --param school=1",
        "watch tutoring | jq .data",
        `watch prices --send '{"action":"subscribe","symbols":["EURUSD"]}'`,
      ),
    )
    .action(watch);
}

async function watch(board: string, options: Options, command: Command): Promise<void> {
  if (/[?&](token|ticket)=/.test(board)) {
    throw new UsageError("A token does not belong on the command line: give BOARDCAST_TOKEN");
  }
  if (options.send !== undefined) checkCommand(options.send);
  const params = parameters(options.param);
  const config = await readConfig(command);
  const { accessToken, serverUrl } = await import("./server_access.ts");
  const url = serverUrl(config, options.url);
  const token = await accessToken(config);
  const path = board.startsWith("/") ? board : await pathOf(board, { url, token, params });
  const { follow } = await import("./follow.ts");
  using stop = new StopSignal();
  const stopped = new AbortController();
  stop.received.then(() => stopped.abort());
  await follow({
    url,
    // Signed anew each time: a token of our own holds for an hour only.
    connect: async () => await connect(url + path, await accessToken(config)),
    command: options.send,
    receive: printer(new Unseen({ skipsKept: options.new ?? false })),
  }, stopped.signal);
}

async function connect(url: string, token: string | null): Promise<WebSocket> {
  const { SUBPROTOCOL } = await import("../protocol/codec.ts");
  const { BEARER_SUBPROTOCOL } = await import("../auth/authenticate.ts");
  const credentials = token === null ? [] : [BEARER_SUBPROTOCOL + token];
  return new WebSocket(url.replace(/^http/, "ws"), [SUBPROTOCOL, ...credentials]);
}

/** The boards take JSON objects; `ping` is the one word that some answer. */
function checkCommand(text: string): void {
  if (text === "ping" || isObject(parseJson(text))) return;
  throw new UsageError('The command to send must be a JSON object such as {"type":"ping"}, or ping');
}

function parameters(given: readonly string[]): Map<string, string> {
  return new Map(given.map((text) => {
    const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
    if (name === undefined) throw new UsageError(`"${text}" is not a parameter: use for instance school=1`);
    return [name, encodeURIComponent(value!)];
  }));
}

async function pathOf(
  board: string,
  { url, token, params }: { url: string; token: string | null; params: Map<string, string> },
): Promise<string> {
  const { ask } = await import("./server_access.ts");
  const headers: HeadersInit = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await ask(url, `/api/v1/boards/${encodeURIComponent(board)}`, { headers });
  const answer = parseJson(await response.text());
  if (!isObject(answer)) throw new Error(`${url} is not a Boardcast server`);
  if (!response.ok) throw new Error(`Not watched (${response.status}): ${answer["error"]}`);
  return chosenPath(board, [answer["paths"], answer["endpoints"]].flat() as string[], params);
}

/** The first path that takes all `params` and then lacks none. */
function chosenPath(board: string, paths: readonly string[], params: Map<string, string>): string {
  for (const path of paths) {
    const names = namesIn(path);
    if (names.length !== params.size || !names.every((name) => params.has(name))) continue;
    return path.replace(PARAMETER, (_whole, name) => params.get(name)!);
  }
  throw new UsageError(`The board ${board} takes ${[...new Set(paths.map(optionsFor))].join(", or ")}`);
}

function optionsFor(path: string): string {
  return namesIn(path).map((name) => `--param ${name}=…`).join(" ") || "no --param";
}

function namesIn(path: string): string[] {
  return [...path.matchAll(PARAMETER)].map(([, name]) => name!);
}

/** A parameter of a path, such as `:school(\\d+)` or `{school}`. */
const PARAMETER = /[:{](\w+)(?:\{[^}]*\}|\([^)]*\)|\})?/g;

/** Prints what comes over a connection; what the server says of the connection itself is not shown. */
function printer(unseen: Unseen): (frame: string) => void {
  return (frame) => {
    for (const message of [parseJson(frame)].flat().filter(isObject)) {
      if (message["type"] === "$welcome") unseen.greet(message);
      const isOurs = String(message["type"]).startsWith(RESERVED_PREFIX);
      if (!isOurs && unseen.take(message)) print(JSON.stringify(message));
    }
  };
}
