import type { Listener } from "./driver.ts";
import { driverFor } from "./driver_for.ts";
import { RedisConnection } from "./redis_connection.ts";
import { placeOf, type RedisOptions } from "./redis_options.ts";

/**
 * What a node has of Redis: a connection for commands, and one for subscriptions, so that neither costs the other
 * anything. Both come back by themselves; what is subscribed stays subscribed.
 */
export class RedisLink implements Disposable {
  readonly prefix: string;
  readonly #listeners = new Map<string, Listener>();
  readonly #returned: (() => void)[] = [];
  #commands!: RedisConnection;
  #subscriptions!: RedisConnection;
  #isDisposed = false;

  private constructor({ prefix }: RedisOptions) {
    this.prefix = prefix;
  }

  /** Connects. @throws StorageError when Redis cannot be reached or refuses us; no password is in its message. */
  static async open(options: RedisOptions): Promise<RedisLink> {
    const link = new RedisLink(options);
    const newDriver = driverFor(options);
    const place = placeOf(options);
    link.#commands = await RedisConnection.open(newDriver, { place, onUp: () => link.#returnedIfWhole() });
    try {
      link.#subscriptions = await RedisConnection.open(newDriver, {
        place,
        onUp: (connection) => link.#subscribeAgain(connection),
      });
      return link;
    } catch (error) {
      link.#commands[Symbol.dispose]();
      throw error;
    }
  }

  /** For commands. */
  get commands(): RedisConnection {
    return this.#commands;
  }

  /** Why Redis is away; `null` if it is not. */
  get problem(): string | null {
    return this.#commands.problem ?? this.#subscriptions.problem;
  }

  /** The key or channel with this name that is ours. */
  key(...name: string[]): string {
    return [this.prefix, ...name].join(":");
  }

  /** The key or channel of a group with this name: those of one group have a hash tag in common. */
  groupKey(group: string, ...name: string[]): string {
    return this.key(`{${encodeURIComponent(group)}}`, ...name);
  }

  /** Hears `channel` until it is left, also when Redis has been away. @throws StorageError */
  async hear(channel: string, listener: Listener): Promise<void> {
    await this.#subscriptions.subscribe([channel], this.#dispatch);
    this.#listeners.set(channel, listener);
  }

  /** Hears `channel` no more. */
  leave(channel: string): void {
    if (this.#listeners.delete(channel)) this.#subscriptions.unsubscribe(channel);
  }

  /** Has `returned` called whenever Redis is back, with everything subscribed: what was published meanwhile was not heard. */
  onReturn(returned: () => void): void {
    this.#returned.push(returned);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#commands[Symbol.dispose]();
    this.#subscriptions[Symbol.dispose]();
  }

  readonly #dispatch: Listener = (message, channel) => this.#listeners.get(channel)?.(message, channel);

  async #subscribeAgain(connection: RedisConnection): Promise<void> {
    const channels = [...this.#listeners.keys()];
    try {
      if (channels.length > 0) await connection.subscribe(channels, this.#dispatch);
      this.#returnedIfWhole();
    } catch (error) {
      connection.renew((error as Error).message);
    }
  }

  #returnedIfWhole(): void {
    // At first there is nobody to tell.
    if (!this.#subscriptions || this.#isDisposed || this.problem !== null) return;
    for (const returned of this.#returned) returned();
  }
}
