/** A real redis-server for one test file, on a free port of 127.0.0.1. */

/** What Redis keeps in its folder. */
const KEPT = ["dump.rdb", "appendonlydir"];

/** With these arguments everything that it has answered is on its disk. */
export const DURABLE = ["--appendonly", "yes", "--appendfsync", "always"];

/** A running redis-server, and what may happen to it. Disposing kills it and deletes its data. */
export interface RunningRedis extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Kills it; what it was given is on its disk if `save` says so. */
  stop(options?: { save?: boolean }): Promise<void>;
  /** Starts it again on the same port after {@link RunningRedis.stop}, with its data or without. */
  start(options?: { empty?: boolean }): Promise<void>;
  /** Holds it (SIGSTOP), so that it takes connections and answers nothing. */
  pause(): void;
  /** Lets it go on after {@link RunningRedis.pause}. */
  resume(): void;
  /** Runs redis-cli with `args`; its output without the last line break. */
  cli(...args: string[]): Promise<string>;
}

/** How it is started: further lines of its configuration, as arguments. */
export interface RedisStart {
  args?: readonly string[];
  port?: number;
}

/** Starts redis-server and waits until it answers. */
export async function startRedis({ args = [], port = freePort() }: RedisStart = {}): Promise<RunningRedis> {
  const folder = await Deno.makeTempDir();
  const common = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const spawn = () =>
    new Deno.Command("redis-server", {
      args: [...common, "--appendonly", "no", "--enable-debug-command", "local", ...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  let child = spawn();
  const cli = (...given: string[]) => redisCli(port, given);
  const stop = async ({ save = false } = {}) => {
    if (save) await cli("SAVE");
    child.kill("SIGKILL");
    await child.status;
  };
  await answers(port);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    stop,
    start: async ({ empty = false } = {}) => {
      if (empty) await Promise.all(KEPT.map((name) => removeFrom(folder, name)));
      child = spawn();
      await answers(port);
    },
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    cli,
    [Symbol.asyncDispose]: async () => {
      try {
        await stop();
      } catch {
        // It has been stopped already.
      }
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A port that nobody listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function removeFrom(folder: string, name: string): Promise<void> {
  try {
    await Deno.remove(`${folder}/${name}`, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function redisCli(port: number, args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command("redis-cli", { args: ["-p", String(port), ...args] }).output();
  return new TextDecoder().decode(stdout).trimEnd();
}

/** Connecting is the only sign of it that needs no password. */
async function answers(port: number): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (await redisAnswers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`redis-server does not answer on port ${port}`);
}

async function redisAnswers(port: number): Promise<boolean> {
  try {
    using socket = await Deno.connect({ hostname: "127.0.0.1", port });
    await socket.write(new TextEncoder().encode("PING\r\n"));
    const buffer = new Uint8Array(64);
    const count = await socket.read(buffer) ?? 0;
    return /^(\+PONG|-NOAUTH)/.test(new TextDecoder().decode(buffer.subarray(0, count)));
  } catch {
    return false;
  }
}
