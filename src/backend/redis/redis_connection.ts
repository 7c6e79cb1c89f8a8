import { StorageError } from "../backend.ts";
import type { Driver, Listener, NewDriver } from "./driver.ts";

/** How often it is looked whether Redis answers, in ms, and how many looks in vain end a connection. */
const BEAT = 1000;
const MISSED_BEATS = 3;

/** The longest pause between two attempts to connect, in ms; the first is short. */
const LONGEST_PAUSE = 500;

/** The connection ended before there was an answer: nobody knows whether it was done. */
export class OutcomeUnknown extends StorageError {
  override name = "OutcomeUnknown";
}

/** What a connection tells. */
export interface ConnectionEvents {
  /** It is there again, and nothing is subscribed yet. */
  onUp?(connection: RedisConnection): void;
  onDown?(reason: string): void;
}

/** A connection to Redis that comes back by itself. A command fails at once while it is away. */
export class RedisConnection implements Disposable {
  readonly #newDriver: NewDriver;
  readonly #events: ConnectionEvents;
  readonly #place: string;
  readonly #disposed = new AbortController();
  readonly #beat: ReturnType<typeof setInterval>;
  #driver: Driver | null = null;
  #reason = "";
  #missed = 0;
  #isAsking = false;
  /** How far the clock of Redis is ahead of ours, in ms. */
  #ahead = 0;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(newDriver: NewDriver, place: string, events: ConnectionEvents) {
    this.#newDriver = newDriver;
    this.#place = place;
    this.#events = events;
    this.#beat = setInterval(() => this.#look(), BEAT);
  }

  /** Connects to Redis, which is at `place`. @throws StorageError when that fails. */
  static async open(
    newDriver: NewDriver,
    { place, ...events }: ConnectionEvents & { place: string },
  ): Promise<RedisConnection> {
    const connection = new RedisConnection(newDriver, place, events);
    const failure = await connection.#connect();
    if (failure === null) return connection;
    connection[Symbol.dispose]();
    throw new StorageError(`Cannot use Redis at ${place}: ${failure}`);
  }

  /** Connects to Redis, which is at `place`, as soon as it can be reached. */
  static begin(
    newDriver: NewDriver,
    { place, ...events }: ConnectionEvents & { place: string },
  ): RedisConnection {
    const connection = new RedisConnection(newDriver, place, events);
    connection.#connectAgain(0);
    return connection;
  }

  /** Why it is away; `null` if it is not. */
  get problem(): string | null {
    return this.#driver ? null : `Redis at ${this.#place} is away: ${this.#reason}`;
  }

  /** What time it is for Redis, in ms since 1970. */
  get now(): number {
    return Date.now() + this.#ahead;
  }

  /**
   * Sends one command; `key` is one that it is about.
   * @throws OutcomeUnknown when it was sent and the connection ended. @throws StorageError
   */
  async call(key: string, args: readonly string[]): Promise<unknown> {
    const driver = this.#up();
    try {
      return await driver.call(key, args);
    } catch (cause) {
      if (driver !== this.#driver) throw new OutcomeUnknown(`Redis is away: ${this.#reason}`, { cause });
      throw new StorageError(`Redis refused: ${(cause as Error).message}`, { cause });
    }
  }

  /** Hears `channels` from now until the connection ends. @throws StorageError */
  async subscribe(channels: readonly string[], listener: Listener): Promise<void> {
    try {
      await this.#up().subscribe(channels, listener);
    } catch (cause) {
      throw new StorageError(`Cannot subscribe: ${(cause as Error).message}`, { cause });
    }
  }

  /** Hears the channels that match `pattern` from now until the connection ends. @throws StorageError */
  async subscribePattern(pattern: string, listener: Listener): Promise<void> {
    try {
      await this.#up().subscribePattern(pattern, listener);
    } catch (cause) {
      throw new StorageError(`Cannot subscribe: ${(cause as Error).message}`, { cause });
    }
  }

  /** Hears `channel` no more. */
  unsubscribe(channel: string): void {
    // Without a connection nothing is subscribed.
    this.#driver?.unsubscribe(channel).catch(() => {});
  }

  /** Gives the connection up, for a new one. */
  renew(reason: string): void {
    this.#lose(this.#driver, reason);
  }

  [Symbol.dispose](): void {
    this.#disposed.abort();
    clearInterval(this.#beat);
    clearTimeout(this.#pauseTimer);
    this.#driver?.destroy();
    this.#driver = null;
    this.#reason = "the server stops";
  }

  #up(): Driver {
    if (this.#driver) return this.#driver;
    throw new StorageError(this.problem!);
  }

  /** Why it failed; `null` if it did not. */
  async #connect(): Promise<string | null> {
    const driver: Driver = this.#newDriver((reason) => this.#lose(driver, reason));
    const abort = () => driver.destroy();
    this.#disposed.signal.addEventListener("abort", abort);
    const tooLate = setTimeout(abort, BEAT * MISSED_BEATS);
    try {
      await driver.connect();
      this.#ahead = await driver.time() - Date.now();
      this.#disposed.signal.throwIfAborted();
    } catch (error) {
      driver.destroy();
      return this.#reason = reasonOf(error as Error);
    } finally {
      clearTimeout(tooLate);
      this.#disposed.signal.removeEventListener("abort", abort);
    }
    this.#driver = driver;
    this.#missed = 0;
    this.#isAsking = false;
    this.#events.onUp?.(this);
    return null;
  }

  #lose(driver: Driver | null, reason: string): void {
    if (driver === null || driver !== this.#driver) return;
    this.#driver = null;
    this.#reason = reason;
    driver.destroy();
    this.#events.onDown?.(reason);
    this.#connectAgain(0);
  }

  /** Not all nodes at the same moment. */
  #connectAgain(attempt: number): void {
    const pause = Math.min(LONGEST_PAUSE, 50 * 2 ** attempt) * (0.5 + Math.random() / 2);
    this.#pauseTimer = setTimeout(async () => {
      if (this.#disposed.signal.aborted) return;
      if (await this.#connect() !== null && !this.#disposed.signal.aborted) this.#connectAgain(attempt + 1);
    }, pause);
  }

  /** Counts looks, not time: a process that was held up itself must not blame Redis. */
  #look(): void {
    const driver = this.#driver;
    if (!driver) return;
    if (this.#isAsking && ++this.#missed >= MISSED_BEATS) return this.#lose(driver, "it does not answer");
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#missed = 0;
    driver.time().then((time) => {
      if (driver !== this.#driver) return;
      this.#isAsking = false;
      this.#ahead = time - Date.now();
    }, () => {});
  }
}

/** In node-redis the reason is sometimes the cause of the error, and the error of a connection may have no message. */
function reasonOf(error: Error & { originalError?: Error }): string {
  const { message, code }: Error & { code?: string } = error.originalError ?? error;
  return message || code || error.name;
}
