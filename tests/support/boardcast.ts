/**
 * A Boardcast server as a process of its own, for tests that know nothing of its insides.
 * `SERVER_COMMAND` names the program under test (default: this checkout under `deno run`), so that the same tests
 * run against the compiled binary.
 */
import { SignJWT } from "jose";

const ROOT = new URL("../../", import.meta.url).pathname;
const COMMAND = Deno.env.get("SERVER_COMMAND")?.split(" ") ??
  [Deno.execPath(), "run", "-q", "-A", `${ROOT}main.ts`];

/** The secret and the API key that every server started by {@link startBoardcast} is given. */
export const SECRET = "a-secret-for-tests-of-forty-characters-ok";
export const API_KEY = "an-api-key-for-tests";

/** How to start a server: further arguments and environment, and the data folder (default: none, in memory). */
export interface StartOptions {
  args?: string[];
  env?: Record<string, string>;
  data?: string;
  port?: number;
  /** How many files and sockets the process may have open. */
  openFiles?: number;
}

/** A running server: its addresses, what it printed, and how to stop it. Disposing kills it. */
export interface RunningBoardcast extends AsyncDisposable {
  url: string;
  wsUrl: string;
  port: number;
  pid: number;
  output(): string;
  stop(signal: Deno.Signal): Promise<Deno.CommandStatus>;
}

/** Runs one subcommand to its end with `input` on its standard input. */
export async function runBoardcast(
  args: string[],
  { env = {}, input = "", cwd = ROOT }: { env?: Record<string, string>; input?: string; cwd?: string } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = new Deno.Command(COMMAND[0]!, {
    args: [...COMMAND.slice(1), ...args],
    env: { NO_COLOR: "1", ...env },
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/**
 * Starts a server on a free port of 127.0.0.1 and waits until it says where it listens.
 *
 * @throws Error when it ends before that; the message holds all it printed.
 */
export async function startBoardcast(options: StartOptions = {}): Promise<RunningBoardcast> {
  const { args = [], env = {}, data = "none", port = 0, openFiles } = options;
  const command = [...COMMAND, "serve", "--port", String(port), "--data", data, ...args];
  const limited = openFiles === undefined ? command : ["prlimit", `--nofile=${openFiles}`, ...command];
  const child = new Deno.Command(limited[0]!, {
    args: limited.slice(1),
    env: { NO_COLOR: "1", BOARDCAST_SECRET: SECRET, BOARDCAST_API_KEY: API_KEY, ...env },
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const printed: string[] = [];
  const url = Promise.withResolvers<string>();
  const drained = Promise.all([
    readInto(child.stdout, printed, url.resolve),
    readInto(child.stderr, printed, url.resolve),
  ]);
  drained.then(() => url.reject(new Error(`The server ended before it listened:\n${printed.join("")}`)));
  const stop = async (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // It has ended already.
    }
    await drained;
    return await child.status;
  };
  const address = new URL(await url.promise);
  return {
    url: address.origin,
    wsUrl: `ws://${address.host}`,
    port: Number(address.port),
    pid: child.pid,
    output: () => printed.join(""),
    stop,
    [Symbol.asyncDispose]: async () => void await stop("SIGKILL"),
  };
}

async function readInto(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  printed: string[],
  listening: (url: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    printed.push(text);
    const address = /listening on (http:\/\/\S+)/.exec(printed.join(""));
    if (address) listening(address[1]!);
  }
}

/** Mints an HS256 token as another system that shares the secret would; `claims` override `exp` (now + 1 h). */
export async function mintToken(claims: Record<string, unknown>, secret: string = SECRET): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return await new SignJWT({ exp, ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
}
