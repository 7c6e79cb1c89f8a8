import type { Command } from "commander";
import { isObject, parseJson } from "../protocol/message.ts";
import { UsageError } from "./failure.ts";
import { readConfig } from "./read_config.ts";
import { print } from "./print.ts";

/** `boardcast publish`: publishes one message to a running server. */
export function addPublish(program: Command): void {
  program.command("publish <group> [message]")
    .description('publish one message; "-" or none reads it from standard input')
    .option("--url <url>", "where the server listens")
    .addHelpText(
      "after",
      `
Signed with BOARDCAST_TOKEN, BOARDCAST_API_KEY or the secret of the data folder.

Examples:
  boardcast publish tutoring '{"type":"alert","data":{"id":"a1","severity":"high","message":"Look"}}'
  jq -c . update.json | boardcast publish school_1_dashboard -`,
    )
    .action(async (group: string, text: string | undefined, options: { url?: string }, command: Command) => {
      const config = readConfig(command);
      const message = parseJson(text === undefined || text === "-" ? await readStdin() : text);
      if (!isObject(message)) {
        throw new UsageError('The message must be a JSON object such as {"type":"alert"}');
      }
      const { accessHeader, serverUrl } = await import("./server_access.ts");
      const url = serverUrl(config, options.url);
      const response = await fetch(`${url}/api/v1/publish`, {
        method: "POST",
        headers: { ...await accessHeader(config), "content-type": "application/json" },
        body: JSON.stringify({ group, message }),
        signal: AbortSignal.timeout(10_000),
      }).catch((cause) => {
        throw new Error(`Cannot reach ${url}: is the server running?`, { cause });
      });
      const answer = await response.text();
      if (!response.ok) throw new Error(`Not published (${response.status}): ${answer}`);
      print(answer);
    });
}

async function readStdin(): Promise<string> {
  return await new Response(Deno.stdin.readable).text();
}
