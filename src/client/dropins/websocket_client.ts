// deno-lint-ignore-file no-console -- that a message was dropped is said on the console: a contract.
import { isObject, type JsonObject, parseJson } from "../../protocol/message.ts";
import { Link, type LinkEnd } from "../link.ts";
import { callSafely, Listeners } from "../listeners.ts";
import { exponential } from "./exponential.ts";
import { socketAddress } from "./socket_address.ts";
import { storedToken } from "./stored_token.ts";

/** A frame of the `engagement` board. */
export interface EngagementMessage extends JsonObject {
  readonly type: string;
  readonly client_id?: string;
  /** ISO 8601, in UTC. */
  readonly timestamp?: string;
  // deno-lint-ignore no-explicit-any -- its shape belongs to the type.
  readonly data?: any;
}

/** Where a {@link WebSocketClient} connects to, as whom, and who is told of it. */
export interface WebSocketClientOptions {
  /** Default: `VITE_API_BASE_URL` of the build, or `http://localhost:8000/api/v1`. */
  readonly apiBaseUrl?: string;
  /** Asked for each connection. Default: `auth_token`, or `token`, of `localStorage`. */
  readonly token?: () => string | null;
  /** Is told `true` on every open, and `false` when that connection has ended. */
  readonly onConnectionChange?: (connected: boolean) => void;
}

interface ViteMeta {
  readonly env?: { readonly VITE_API_BASE_URL?: string };
}

const NO_TOKEN = "No authentication token available";
const PING_INTERVAL = 30_000;

/**
 * Follows the `engagement` board of all of one's clients, or of one client. Reconnects up to 5 times, after 3, 6, 12, 24
 * and 48 s.
 *
 * @example
 * ```ts
 * const client = createClientEngagementWebSocket("9b1d7c52-3f2a-4c5e-8a10-1b2c3d4e0001");
 * client.on("interaction_update", ({ data }) => console.log(data.total_daily_interactions));
 * await client.connect();
 * ```
 */
export class WebSocketClient implements Disposable {
  readonly #clientId: string | undefined;
  readonly #options: WebSocketClientOptions;
  readonly #listeners = new Listeners();
  readonly #link: Link;
  #opening: PromiseWithResolvers<void> | null = null;
  #ping: ReturnType<typeof setInterval> | undefined;
  #wasOpen = false;

  /** `clientId` alone decides which of the board's two paths it is. */
  constructor(_endpoint: string, clientId?: string, options: WebSocketClientOptions = {}) {
    this.#clientId = clientId;
    this.#options = options;
    this.#link = new Link({
      url: () => this.#address(),
      policy: { ...exponential({ base: 3_000, tries: 5 }), mayRetry: () => this.#token() !== null },
      onOpen: () => this.#opened(),
      onMessage: (text) => this.#receive(text),
      onClose: (end) => this.#closed(end),
    });
  }

  /**
   * Connects, and stays connected until {@link WebSocketClient.disconnect}; resolves on the open.
   *
   * @throws Error when there is no token, or when the first try fails: the others go on all the same.
   * @throws DOMException `AbortError` when it is disconnected before that.
   */
  async connect(): Promise<void> {
    if (this.isConnected()) return;
    if (this.#token() === null) throw new Error(NO_TOKEN);
    this.#opening ??= Promise.withResolvers();
    const { promise } = this.#opening;
    this.#link.connect();
    await promise;
  }

  /** Ends the connection for good. */
  disconnect(): void {
    this.#link.disconnect();
  }

  /** Sends `message` as JSON; dropped with a warning unless connected. */
  send(message: object): void {
    if (!this.#link.send(JSON.stringify(message))) {
      console.warn("WebSocket is not connected, not sent:", message);
    }
  }

  /** Calls `listener` for every frame of `type`, until the result is called. */
  on(type: string, listener: (message: EngagementMessage) => void): () => void {
    this.#listeners.add(type, listener);
    return () => this.#listeners.remove(type, listener);
  }

  /** Asks for the frames of one client of one's MSP, answered by a `subscribed` or an `error` frame. */
  subscribeToClient(clientId: string): void {
    this.send({ type: "subscribe", client_id: clientId });
  }

  isConnected(): boolean {
    return this.#link.state === "open";
  }

  [Symbol.dispose](): void {
    this.disconnect();
  }

  #token(): string | null {
    return (this.#options.token ?? storedToken)() || null;
  }

  #address(): string {
    const token = this.#token();
    if (token === null) throw new Error(NO_TOKEN);
    const base = this.#options.apiBaseUrl ?? configuredBase();
    const path = this.#clientId
      ? `/ws/client/${encodeURIComponent(this.#clientId)}/engagement`
      : "/ws/engagement";
    return socketAddress(base + path, token);
  }

  #opened(): void {
    this.#wasOpen = true;
    this.#ping = setInterval(
      () => this.send({ type: "ping", timestamp: new Date().toISOString() }),
      PING_INTERVAL,
    );
    this.#opening?.resolve();
    this.#opening = null;
    this.#tell(true);
  }

  #receive(text: string): void {
    const frame = parseJson(text);
    if (isObject(frame) && typeof frame["type"] === "string") this.#listeners.tell(frame["type"], frame);
  }

  #closed({ reason }: LinkEnd): void {
    clearInterval(this.#ping);
    const wasOpen = this.#wasOpen;
    this.#wasOpen = false;
    this.#opening?.reject(
      this.#link.state === "idle"
        ? new DOMException("Disconnected before it was connected", "AbortError")
        : new Error(`WebSocket connection failed${reason && `: ${reason}`}`),
    );
    this.#opening = null;
    if (wasOpen) this.#tell(false);
  }

  #tell(connected: boolean): void {
    const { onConnectionChange } = this.#options;
    if (onConnectionChange) callSafely(onConnectionChange, connected);
  }
}

/** A client of all that the token's MSP, or client, may follow. */
export function createEngagementWebSocket(options?: WebSocketClientOptions): WebSocketClient {
  return new WebSocketClient("/ws/engagement", undefined, options);
}

/** A client of one client's board. */
export function createClientEngagementWebSocket(
  clientId: string,
  options?: WebSocketClientOptions,
): WebSocketClient {
  return new WebSocketClient("/ws/engagement", clientId, options);
}

/** Vite puts the value in for these very words when it builds a page. */
function configuredBase(): string {
  const built = (import.meta as ViteMeta).env?.VITE_API_BASE_URL;
  return built ?? "http://localhost:8000/api/v1";
}
