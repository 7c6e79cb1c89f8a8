import { newSecret } from "../auth/secret.ts";
import { loadSecret } from "../auth/server_secret.ts";
import { Tokens } from "../auth/tokens.ts";
import type { Config } from "../config/config.ts";
import { dataFolder } from "../server.ts";

const HOUR = 3_600_000;

/** Where the server is: `--url`, `BOARDCAST_URL`, or the configured host and port. No slash at the end. */
export function serverUrl({ host, port, tls }: Config, given: string | undefined): string {
  const url = given ?? Deno.env.get("BOARDCAST_URL");
  if (url) return url.replace(/\/+$/, "");
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `${tls.certFile === null ? "http" : "https"}://${reachable}:${port}`;
}

/** The token to show: `BOARDCAST_TOKEN`, or one for an admin that the secret of this machine signs. */
export async function accessToken(config: Config): Promise<string> {
  const given = Deno.env.get("BOARDCAST_TOKEN");
  if (given) return given;
  const tokens = new Tokens({ ...config.tokens, secret: localSecret(config) });
  return await tokens.mint({ sub: "command-line", name: "Command line", role: "admin" }, HOUR);
}

/** Without a data folder the server will refuse what this secret signs, and say so. */
function localSecret(config: Config): string {
  const folder = dataFolder(config);
  if (config.secret === null && folder !== null && !hasFolder(folder)) return newSecret();
  return loadSecret(config.secret, folder);
}

function hasFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** The header that signs a request of a command: the API key if there is one, else a token. */
export async function accessHeader(config: Config): Promise<Record<string, string>> {
  if (config.apiKey !== null && !Deno.env.get("BOARDCAST_TOKEN")) return { "x-api-key": config.apiKey };
  return { authorization: `Bearer ${await accessToken(config)}` };
}
