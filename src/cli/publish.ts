import type { Command } from "commander";
import { isObject, parseJson } from "../protocol/message.ts";
import { UsageError } from "./failure.ts";
import { DATA, examples, URL_OF_SERVER } from "./options.ts";
import { print } from "./print.ts";
import { readConfig } from "./read_config.ts";

/** `boardcast publish`: publishes one message to a running server. */
export function addPublish(program: Command): void {
  program.command("publish <group> [message]")
    .description('publish one message; "-" or none reads it from standard input')
    .option(...URL_OF_SERVER)
    .option(...DATA)
    .addHelpText("after", "\nSigned with BOARDCAST_TOKEN, BOARDCAST_API_KEY or the server's secret.")
    .addHelpText(
      "after",
      examples(
        `publish tutoring '{"type":"alert","data":{"id":"a1","severity":"high","message":"Look"}}'`,
        "publish school_1_dashboard - < update.json",
      ),
    )
    .action(publish);
}

async function publish(
  group: string,
  text: string | undefined,
  options: { url?: string },
  command: Command,
): Promise<void> {
  const config = await readConfig(command);
  const message = parseJson(text === undefined || text === "-" ? await readStdin() : text);
  if (!isObject(message)) throw new UsageError('The message must be a JSON object such as {"type":"alert"}');
  const { accessHeader, ask, serverUrl } = await import("./server_access.ts");
  const response = await ask(serverUrl(config, options.url), "/api/v1/publish", {
    method: "POST",
    headers: { ...await accessHeader(config), "content-type": "application/json" },
    body: JSON.stringify({ group, message }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Not published (${response.status}): ${refusal(answer)}`);
  print(answer);
}

/** The server's words, with each problem on a line. */
function refusal(answer: string): string {
  const body = parseJson(answer);
  if (!isObject(body) || typeof body["error"] !== "string") return answer;
  const problems = Array.isArray(body["problems"]) ? body["problems"].filter(isObject) : [];
  return [body["error"], ...problems.map(({ path, message }) => `- ${path}: ${message}`)].join("\n");
}

async function readStdin(): Promise<string> {
  return await new Response(Deno.stdin.readable).text();
}
