import type { Command } from "commander";
import { BEARER_SUBPROTOCOL } from "../auth/authenticate.ts";
import { SUBPROTOCOL } from "../protocol/codec.ts";
import { isObject, parseJson } from "../protocol/message.ts";
import { readConfig } from "./read_config.ts";
import { print } from "./print.ts";

/** `boardcast watch`: prints what a board receives, one line of JSON a message. */
export function addWatch(program: Command): void {
  program.command("watch <board>")
    .description("follow a board in the terminal; a name such as trading, or a path such as /ws/trading/")
    .option("--param <name=value>", "a parameter of the board's path, may be repeated", collect, [])
    .option("--url <url>", "where the server listens")
    .addHelpText(
      "after",
      `
Signed with BOARDCAST_TOKEN or the secret of the data folder.

Examples:
  boardcast watch trading
  boardcast watch school --param school=1
  boardcast watch tutoring | jq .data`,
    )
    .action(async (board: string, options: { param: string[]; url?: string }, command: Command) => {
      const config = readConfig(command);
      const { accessToken, serverUrl } = await import("./server_access.ts");
      const url = serverUrl(config, options.url);
      const token = await accessToken(config);
      const path = board.startsWith("/") ? board : await pathOf(board, { url, token, params: options.param });
      await follow(`${url.replace(/^http/, "ws")}${path}`, token);
    });
}

async function pathOf(
  board: string,
  { url, token, params }: { url: string; token: string; params: string[] },
): Promise<string> {
  const response = await fetch(`${url}/api/v1/boards/${encodeURIComponent(board)}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  }).catch((cause) => {
    throw new Error(`Cannot reach ${url}: is the server running?`, { cause });
  });
  const answer = parseJson(await response.text());
  if (!response.ok || !isObject(answer)) {
    throw new Error(isObject(answer) ? String(answer["error"]) : "No such board");
  }
  const paths = [answer["paths"], answer["endpoints"]].flat() as string[];
  const given = new URLSearchParams(params.map((param) => param.split(/=(.*)/s).slice(0, 2)));
  const filled = paths.map((path) =>
    path.replace(/:(\w+)(\([^)]*\))?/g, (whole, name) => given.get(name) ?? whole)
  );
  const chosen = params.length > 0 ? filled.find((path, at) => path !== paths[at]) : filled[0];
  if (chosen && !chosen.includes(":")) return chosen;
  throw new Error(`The board ${board} needs --param: its paths are ${[...new Set(paths)].join(", ")}`);
}

/** Until the server or the user ends it. @throws Error when the server refuses. */
async function follow(url: string, token: string): Promise<void> {
  const socket = new WebSocket(url, [SUBPROTOCOL, BEARER_SUBPROTOCOL + token]);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let opened = false;
  socket.onopen = () => opened = true;
  socket.onmessage = ({ data }) =>
    [parseJson(data)].flat().forEach((message) => print(JSON.stringify(message)));
  socket.onclose = ({ code, reason }) => {
    if (code === 1000) resolve();
    else {reject(
        new Error(
          opened
            ? `The server closed the connection: ${code} ${reason}`
            : `Cannot reach ${new URL(url).host}`,
        ),
      );}
  };
  const stop = () => socket.close(1000);
  Deno.addSignalListener("SIGINT", stop);
  await promise.finally(() => Deno.removeSignalListener("SIGINT", stop));
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
