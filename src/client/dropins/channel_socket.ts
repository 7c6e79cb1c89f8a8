// deno-lint-ignore-file no-console -- that a message was dropped is said on the console.
import { isObject, type JsonObject, parseJson } from "../../protocol/message.ts";
import { Link, type LinkEnd } from "../link.ts";
import { callSafely } from "../listeners.ts";
import { exponential } from "./exponential.ts";
import { socketAddress } from "./socket_address.ts";
import { storedToken } from "./stored_token.ts";

/** Where a {@link ChannelSocket} connects to, as whom, and who is told of it. */
export interface ChannelOptions {
  /** The board's address, or its path on the page's host. */
  readonly url: string;
  /** What to call the channel in warnings. */
  readonly channelName: string;
  /** Asked for each connection. Default: `auth_token`, or `token`, of `localStorage`. */
  readonly token?: () => string | null | Promise<string | null>;
  readonly onMessage?: (message: JsonObject) => void;
  readonly onError?: (error: Error) => void;
  readonly onOpen?: () => void;
  /** Once for each connection that was open. */
  readonly onClose?: (end: LinkEnd) => void;
  readonly onState?: (state: ChannelState) => void;
}

/** Whether a {@link ChannelSocket} is connected, and if it is not by intention, why. */
export interface ChannelState {
  readonly isConnected: boolean;
  readonly error: string | null;
}

/** The state of a socket that nobody has connected yet. */
export const UNCONNECTED: ChannelState = { isConnected: false, error: null };

const NO_TOKEN = "No authentication token found";
const TRIES = 5;

/**
 * Follows a school's dashboard. Reconnects up to 5 times, after 1, 2, 4, 8 and 16 s; never after a close with 1000, nor
 * without a token.
 */
export class ChannelSocket implements Disposable {
  readonly #options: ChannelOptions;
  readonly #link: Link;
  #hasToken = true;
  #state = UNCONNECTED;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#link = new Link({
      url: () => this.#address(),
      policy: {
        ...exponential({ base: 1_000, tries: TRIES }),
        mayRetry: (code) => code !== 1000 && this.#hasToken,
      },
      onOpen: () => this.#opened(),
      onMessage: (text) => this.#receive(text),
      onClose: (end) => this.#closed(end),
    });
  }

  /** Connects, and stays connected until {@link ChannelSocket.disconnect}. */
  connect(): void {
    this.#link.connect();
  }

  /** Ends the connection for good. */
  disconnect(): void {
    this.#link.disconnect(1000, "User disconnected");
    this.#become(UNCONNECTED);
  }

  /** Sends `message` as JSON; dropped with a warning unless connected. */
  send(message: unknown): void {
    if (!this.#link.send(JSON.stringify(message))) {
      console.warn(`WebSocket of ${this.#options.channelName} is not connected, not sent:`, message);
    }
  }

  [Symbol.dispose](): void {
    this.disconnect();
  }

  async #address(): Promise<string> {
    const token = await (this.#options.token ?? storedToken)();
    this.#hasToken = Boolean(token);
    if (!token) throw new Error(NO_TOKEN);
    return socketAddress(this.#options.url, token);
  }

  #opened(): void {
    this.#become({ isConnected: true, error: null });
    this.#tell("onOpen");
  }

  #receive(text: string): void {
    const message = parseJson(text);
    if (isObject(message)) this.#tell("onMessage", message);
  }

  #closed(end: LinkEnd): void {
    const wasOpen = this.#state.isConnected;
    const isFailure = this.#link.state !== "idle" && end.code !== 1000;
    const error = isFailure ? this.#reasonOf(end) : null;
    this.#become({ isConnected: false, error });
    if (error) this.#tell("onError", new Error(error));
    if (wasOpen) this.#tell("onClose", end);
  }

  #reasonOf({ code, reason, retryIn }: LinkEnd): string {
    if (!this.#hasToken) return NO_TOKEN;
    const ended = `WebSocket connection ended with ${code}${reason && `: ${reason}`}`;
    return retryIn === null ? `${ended}; gave up after ${TRIES} tries` : ended;
  }

  #become(state: ChannelState): void {
    const { isConnected, error } = this.#state;
    if (state.isConnected === isConnected && state.error === error) return;
    this.#state = state;
    this.#tell("onState", state);
  }

  #tell(name: "onMessage" | "onError" | "onOpen" | "onClose" | "onState", ...details: unknown[]): void {
    const listener = this.#options[name];
    // deno-lint-ignore no-explicit-any -- each is told what belongs to its name.
    if (listener) callSafely(listener as (...details: any[]) => void, ...details);
  }
}
