// deno-lint-ignore-file no-console -- its console lines are a contract: people and tests look for them.
import { isObject, type JsonObject, parseJson } from "../../protocol/message.ts";
import { Link, type LinkEnd } from "../link.ts";
import { Listeners } from "../listeners.ts";
import { exponential } from "./exponential.ts";

/** A frame of the `tutoring` board, or that the service is connected: `analytics_update` with `{connected}`. */
export interface TutoringMessage extends JsonObject {
  readonly type: string;
  // deno-lint-ignore no-explicit-any -- its shape belongs to the type.
  readonly data: any;
  readonly timestamp: string;
}

declare const process: { readonly env: Record<string, string | undefined> };

const TRIES = 10;

/**
 * Follows the `tutoring` board. Reconnects up to 10 times, after 5 s and then twice as long with every try, up to a minute.
 *
 * @example
 * ```ts
 * const service = getWebSocketService("ws://localhost:8000/ws/dashboard");
 * const unsubscribe = service.subscribe(({ type, data }) => console.log(type, data));
 * service.connect();
 * ```
 */
export class WebSocketService implements Disposable {
  readonly #listeners = new Listeners();
  readonly #link: Link;

  /** `url` is by default `NEXT_PUBLIC_WS_URL` of the build, or `ws://localhost:8000/ws/dashboard`. */
  constructor(url: string = configuredUrl()) {
    this.#link = new Link({
      url: () => url,
      policy: exponential({ base: 5_000, cap: 60_000, tries: TRIES }),
      onOpen: () => this.#opened(),
      onMessage: (text) => this.#receive(text),
      onClose: (end) => this.#closed(end),
    });
  }

  /** Connects, and stays connected until {@link WebSocketService.disconnect}. */
  connect(): void {
    this.#link.connect();
  }

  /** Ends the connection for good. */
  disconnect(): void {
    this.#link.disconnect();
  }

  /** Calls `listener` with every message, until the result is called. */
  subscribe(listener: (message: TutoringMessage) => void): () => void {
    this.#listeners.add("message", listener);
    return () => this.#listeners.remove("message", listener);
  }

  isConnected(): boolean {
    return this.#link.state === "open";
  }

  [Symbol.dispose](): void {
    this.disconnect();
  }

  #opened(): void {
    console.log("WebSocket connected");
    this.#announce(true);
  }

  #receive(text: string): void {
    const message = parseJson(text);
    if (isObject(message) && typeof message["type"] === "string") this.#listeners.tell("message", message);
  }

  #closed({ retryIn }: LinkEnd): void {
    const { state, attempt } = this.#link;
    if (retryIn !== null) console.log(`Attempting to reconnect... (${attempt}/${TRIES})`);
    if (state === "ended") console.error("Max reconnect attempts reached");
    this.#announce(false);
  }

  #announce(connected: boolean): void {
    const timestamp = new Date().toISOString();
    this.#listeners.tell("message", { type: "analytics_update", data: { connected }, timestamp });
  }
}

let shared: WebSocketService | undefined;

/** The one service of the page; `url` is of use to the first who asks. */
export function getWebSocketService(url?: string): WebSocketService {
  return shared ??= new WebSocketService(url);
}

function configuredUrl(): string {
  return builtUrl() ?? "ws://localhost:8000/ws/dashboard";
}

/** Next.js puts the value in for these very words when it builds a page; where nobody did, there may be no `process`. */
function builtUrl(): string | undefined {
  try {
    // deno-lint-ignore no-process-global
    return process.env.NEXT_PUBLIC_WS_URL;
  } catch {
    return undefined;
  }
}
