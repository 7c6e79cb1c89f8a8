import { loadSecret } from "../auth/server_secret.ts";
import { Tokens } from "../auth/tokens.ts";
import { type Config, dataFolder } from "../config/config.ts";
import { UsageError } from "./failure.ts";

const HOUR = 3_600_000;
const TIMEOUT = 10_000;

/** Where the server is: `--url`, `BOARDCAST_URL`, or the configured host and port. @throws UsageError */
export function serverUrl({ host, port, tls }: Config, given: string | undefined): string {
  const text = given ?? Deno.env.get("BOARDCAST_URL");
  if (text) return checked(text);
  if (port === 0) throw new UsageError("The server has any free port: give --url or BOARDCAST_URL");
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const name = reachable.includes(":") ? `[${reachable}]` : reachable;
  return `${tls.certFile === null ? "http" : "https"}://${name}:${port}`;
}

/** It is not shown when it holds a password. */
function checked(text: string): string {
  const url = URL.parse(text);
  if (url?.username || url?.password) {
    throw new UsageError("The address of the server must not hold a name or a password");
  }
  if (url && /^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  throw new UsageError(`"${text}" is not the address of a server: use for instance http://127.0.0.1:8000`);
}

/** The token to show: `BOARDCAST_TOKEN`, or an admin's signed with the server's secret; `null` without either. */
export async function accessToken(config: Config): Promise<string | null> {
  const given = Deno.env.get("BOARDCAST_TOKEN");
  if (given) return given;
  const secret = await knownSecret(config);
  if (secret === null) return null;
  const tokens = new Tokens({ ...config.tokens, secret });
  return await tokens.mint({ sub: "command-line", name: "Command line", role: "admin" }, HOUR);
}

/** The secret that is given, or kept in Redis or in the data folder, where a new one would be of no use. */
export async function knownSecret(config: Config): Promise<string | null> {
  if (config.backend === "redis" && config.secret === null) {
    const { openStoredAccounts } = await import("./stored_accounts.ts");
    using stored = await openStoredAccounts(config);
    return stored.secret;
  }
  const folder = dataFolder(config);
  if (config.secret === null && (folder === null || !hasSecret(folder))) return null;
  return loadSecret(config.secret, folder);
}

function hasSecret(folder: string): boolean {
  try {
    return Deno.statSync(`${folder}/secret`).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** The header that signs a request: a given token, the API key, or the secret's token. @throws UsageError */
export async function accessHeader(config: Config): Promise<Record<string, string>> {
  if (config.apiKey !== null && !Deno.env.get("BOARDCAST_TOKEN")) return { "x-api-key": config.apiKey };
  const token = await accessToken(config);
  if (token !== null) return { authorization: `Bearer ${token}` };
  throw new UsageError(
    "There is nothing to sign with: give BOARDCAST_TOKEN, BOARDCAST_API_KEY, BOARDCAST_SECRET or --data",
  );
}

/** Asks the server at `url`. @throws Error when it cannot be reached */
export async function ask(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url + path, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  } catch (cause) {
    throw new Error(`Cannot reach ${url}: is the server running?`, { cause });
  }
}
