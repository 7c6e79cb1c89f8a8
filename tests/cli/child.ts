/** A command that runs until it is told to stop, for tests that follow what it prints. */
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url).pathname;
/** The program under test, as tests/support/boardcast.ts has it. */
export const COMMAND: readonly string[] = Deno.env.get("SERVER_COMMAND")?.split(" ") ??
  [Deno.execPath(), "run", "-q", "-A", `${ROOT}main.ts`];

const DEADLINE = 10_000;

/** How a command ended and all that it printed. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A running command. Disposing kills it. */
export class Child implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #printed = { stdout: "", stderr: "" };
  readonly #ended: Promise<Ended>;
  #wake = Promise.withResolvers<void>();
  #over = false;

  constructor([command, ...args]: readonly string[], env: Record<string, string> = {}) {
    this.#child = new Deno.Command(command!, {
      args,
      env: { NO_COLOR: "1", ...env },
      cwd: ROOT,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#ended = this.#follow();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Waits until all that was printed matches `pattern`. */
  async printed(pattern: RegExp, patience: number = DEADLINE): Promise<RegExpExecArray> {
    const deadline = setTimeout(() => this.kill("SIGKILL"), patience);
    try {
      for (;;) {
        const found = pattern.exec(this.#printed.stdout + this.#printed.stderr);
        if (found) return found;
        assert.ok(!this.#over, `ended without ${pattern}: ${JSON.stringify(this.#printed)}`);
        await this.#wake.promise;
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Writes to its standard input. */
  async write(text: string): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(text));
  }

  /** Sends it a signal, if it is still there. */
  kill(signal: Deno.Signal): void {
    if (!this.#over) this.#child.kill(signal);
  }

  /** How it ended; it is killed when that takes too long. */
  async ended(): Promise<Ended> {
    const deadline = setTimeout(() => this.kill("SIGKILL"), DEADLINE);
    return await this.#ended.finally(() => clearTimeout(deadline));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.#ended;
  }

  async #follow(): Promise<Ended> {
    await Promise.all([this.#read("stdout"), this.#read("stderr")]);
    const { code } = await this.#child.status;
    this.#over = true;
    this.#wake.resolve();
    await this.#stdin.close().catch(() => {});
    return { code, ...this.#printed };
  }

  async #read(name: "stdout" | "stderr"): Promise<void> {
    for await (const text of this.#child[name].pipeThrough(new TextDecoderStream())) {
      this.#printed[name] += text;
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    }
  }
}

/** Starts a subcommand. */
export function start(args: readonly string[], env: Record<string, string> = {}): Child {
  return new Child([...COMMAND, ...args], env);
}

/** Runs a subcommand to its end, without input, and kills it when that takes too long. */
export async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  await using child = start(args, env);
  return await child.ended();
}
