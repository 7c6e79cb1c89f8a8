import { API_KEY, type RunningBoardcast, startBoardcast } from "../tests/support/boardcast.ts";

/** How many groups there are; every viewer is in all of them. */
export const GROUPS = ["feed_1", "feed_2", "feed_3", "feed_4", "feed_5"];

/** The board that is watched: a log in each group, which keeps more than is published. */
const CONFIGURATION = `
boards:
  feed:
    path: /ws/feed/
    access: {open: true}
    groups: [${GROUPS.join(", ")}]
    events:
      entry: {keep: 50000}
`;

/** A server process with the board on a data folder of its own, which can be killed and started again. */
export class ReliabilityServer implements AsyncDisposable {
  readonly #folder: string;
  #running: RunningBoardcast | undefined;
  #port = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts the first process. */
  static async start(): Promise<ReliabilityServer> {
    const server = new ReliabilityServer(await Deno.makeTempDir({ prefix: "boardcast-reliability-" }));
    await Deno.writeTextFile(`${server.#folder}/boardcast.yaml`, CONFIGURATION);
    await server.#start();
    return server;
  }

  /** Where viewers connect. */
  get watchUrl(): string {
    return `ws://127.0.0.1:${this.#port}/ws/feed/`;
  }

  /** Kills the process and starts another one on the same port and data folder. */
  async killAndRestart(): Promise<void> {
    await this.#running!.stop("SIGKILL");
    await this.#start();
  }

  /** Sends a request with the API key. */
  async ask(path: string, options: { key?: string; json?: unknown } = {}): Promise<Response> {
    const { key, json } = options;
    return await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      headers: { "x-api-key": API_KEY, ...key !== undefined && { "idempotency-key": key } },
      ...json !== undefined && { method: "POST", body: JSON.stringify(json) },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #start(): Promise<void> {
    this.#running = await startBoardcast({
      args: ["--config", `${this.#folder}/boardcast.yaml`],
      data: `${this.#folder}/data`,
      port: this.#port,
    });
    this.#port = this.#running.port;
  }
}
