/** One use of Redis, for commands or for subscriptions, whatever kind of Redis it is. */
export interface Driver {
  /** @throws Error when it cannot be reached or refuses us. */
  connect(): Promise<void>;
  /** Sends one command; `key` is one that it is about. */
  call(key: string, args: readonly string[]): Promise<unknown>;
  /** The clock of Redis in ms since 1970, the latest of several: all of it answers. */
  time(): Promise<number>;
  subscribe(channels: readonly string[], listener: Listener): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** Hears all channels whose names match `pattern` (PSUBSCRIBE). */
  subscribePattern(pattern: string, listener: Listener): Promise<void>;
  /** Ends it at once; calls that have no answer yet fail. */
  destroy(): void;
}

/** Takes what is published in a channel. */
export type Listener = (message: string, channel: string) => void;

/** Makes a driver; `onLost` is called when its connection has ended, with the reason. */
export type NewDriver = (onLost: (reason: string) => void) => Driver;

/** What Redis answers to TIME, in ms. */
export function timeOf(reply: unknown): number {
  const [seconds, micros] = reply as [string, string];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
