import { Buffer } from "node:buffer";
import { createClient, RESP_TYPES } from "@redis/client";

const CONNECT_TIMEOUT = 5_000;

/** What was published on a channel. */
export type OnMessage = (channel: string, body: Uint8Array) => void;

/** An argument of a command. */
export type Argument = string | Buffer;

/** One connection to one Redis. It never comes back by itself: who owns it opens another. */
export class Link implements Disposable {
  readonly #client: Client;
  readonly #end = new AbortController();
  #id: number | null = null;

  private constructor(client: Client) {
    this.#client = client;
    client.on("error", (error: Error) => this.#end.abort(error));
    client.on("end", () => this.#end.abort(new Error("The connection to Redis ended")));
  }

  /** Connects, unless `signal` is aborted before. @throws Error when there is no Redis, or it does not let us in */
  static async open(url: string, signal: AbortSignal): Promise<Link> {
    const link = new Link(clientFor(url));
    const late = Promise.withResolvers<never>();
    const giveUp = () => late.reject(new Error(`Redis did not let us in within ${CONNECT_TIMEOUT} ms`));
    const timer = setTimeout(giveUp, CONNECT_TIMEOUT);
    signal.addEventListener("abort", giveUp);
    try {
      await Promise.race([link.#enter(), late.promise]);
      return link;
    } catch (error) {
      link[Symbol.dispose]();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** What Redis calls it; `null` before it is open. */
  get id(): number | null {
    return this.#id;
  }

  /** Aborted, with the reason, when the connection has ended. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** Runs a command; texts of the answer are bytes. @throws Error when Redis refuses it or the connection ends */
  async run<T>(...args: Argument[]): Promise<T> {
    return await this.#client.sendCommand(args, { typeMapping: AS_BYTES }) as T;
  }

  /** Hears what is published on the channels that `glob` fits. */
  async follow(glob: string, onMessage: OnMessage): Promise<void> {
    await this.#client.pSubscribe(glob, heard(onMessage), true);
  }

  /** Hears what is published on `channel`. */
  async subscribe(channel: string, onMessage: OnMessage): Promise<void> {
    await this.#client.subscribe(channel, heard(onMessage), true);
  }

  /** Undoes {@link Link.subscribe}. */
  async unsubscribe(channel: string): Promise<void> {
    await this.#client.unsubscribe(channel);
  }

  async #enter(): Promise<void> {
    await this.#client.connect();
    this.#id = await this.run<number>("CLIENT", "ID");
  }

  [Symbol.dispose](): void {
    this.#end.abort(new Error("The connection to Redis was closed"));
    if (this.#client.isOpen) this.#client.destroy();
  }
}

const AS_BYTES = { [RESP_TYPES.BLOB_STRING]: Buffer } as const;

type Client = ReturnType<typeof clientFor>;

function clientFor(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_TIMEOUT },
  });
}

function heard(onMessage: OnMessage) {
  return (body: Buffer, channel: Buffer) => onMessage(channel.toString(), body);
}
