import { createClient } from "@redis/client";
import { clientSettings } from "./client_settings.ts";
import type { Driver, Listener } from "./driver.ts";
import type { RedisOptions } from "./redis_options.ts";
import { SingleDriver } from "./single_driver.ts";

/** A connection to the master that the sentinels name now. After a failover it is lost, and the next one finds the new master. */
export class SentinelDriver implements Driver {
  readonly #options: RedisOptions;
  readonly #onLost: (reason: string) => void;
  #master: SingleDriver | null = null;
  #isDestroyed = false;

  constructor(options: RedisOptions, onLost: (reason: string) => void) {
    this.#options = options;
    this.#onLost = onLost;
  }

  async connect(): Promise<void> {
    const url = await masterOf(this.#options);
    if (this.#isDestroyed) throw new Error("it was given up");
    const master = this.#master = new SingleDriver({ ...this.#options, urls: [url] }, this.#onLost);
    await master.connect();
    // For a moment the sentinels may still name one that is none any more.
    const [role] = await master.call("", ["ROLE"]) as [string];
    if (role !== "master") throw new Error(`${new URL(url).host} is a ${role}`);
  }

  call(key: string, args: readonly string[]): Promise<unknown> {
    return this.#master!.call(key, args);
  }

  time(): Promise<number> {
    return this.#master!.time();
  }

  subscribe(channels: readonly string[], listener: Listener): Promise<void> {
    return this.#master!.subscribe(channels, listener);
  }

  subscribePattern(pattern: string, listener: Listener): Promise<void> {
    return this.#master!.subscribePattern(pattern, listener);
  }

  unsubscribe(channel: string): Promise<void> {
    return this.#master!.unsubscribe(channel);
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#master?.destroy();
  }
}

/** Where the master is: the first sentinel that answers knows. The database of the URL is that of the master. */
async function masterOf(options: RedisOptions): Promise<string> {
  const failures: string[] = [];
  for (const sentinel of options.urls) {
    try {
      return await asked(options, sentinel);
    } catch (error) {
      failures.push(`${new URL(sentinel).host}: ${(error as Error).message || (error as Error).name}`);
    }
  }
  throw new Error(`no sentinel knows the master "${options.sentinel}" (${failures.join("; ")})`);
}

async function asked(options: RedisOptions, sentinel: string): Promise<string> {
  const url = new URL(sentinel);
  const address = `${url.protocol}//${url.host}`;
  const settings = clientSettings({ ...options, user: null, password: options.sentinelPassword }, address);
  const client = createClient(settings);
  // A failure is told by what is awaited.
  client.on("error", () => {});
  try {
    await client.connect();
    const answer = await client.sendCommand(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", options.sentinel!]);
    if (answer === null) throw new Error("it watches no such master");
    const [host, port] = answer as unknown as [string, string];
    url.hostname = host.includes(":") ? `[${host}]` : host;
    url.port = port;
    return url.href;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
