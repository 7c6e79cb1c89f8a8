import { createClient } from "@redis/client";
import { type Driver, type Listener, timeOf } from "./driver.ts";
import { type ClientSettings, clientSettings } from "./client_settings.ts";
import type { RedisOptions } from "./redis_options.ts";

/** A connection to one Redis server. */
export class SingleDriver implements Driver {
  readonly #client: ReturnType<typeof newClient>;

  constructor(options: RedisOptions, onLost: (reason: string) => void) {
    this.#client = newClient(clientSettings(options, options.urls[0]!));
    this.#client.on("error", ({ message }: Error) => onLost(message));
  }

  async connect(): Promise<void> {
    await this.#client.connect();
  }

  call(_key: string, args: readonly string[]): Promise<unknown> {
    return this.#client.sendCommand(args);
  }

  async time(): Promise<number> {
    return timeOf(await this.#client.sendCommand(["TIME"]));
  }

  subscribe(channels: readonly string[], listener: Listener): Promise<void> {
    return this.#client.subscribe([...channels], listener);
  }

  unsubscribe(channel: string): Promise<void> {
    return this.#client.unsubscribe(channel);
  }

  subscribePattern(pattern: string, listener: Listener): Promise<void> {
    return this.#client.pSubscribe(pattern, listener);
  }

  destroy(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }
}

function newClient(settings: ClientSettings) {
  return createClient(settings);
}
