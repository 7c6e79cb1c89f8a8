// deno-lint-ignore-file no-console -- its console lines are a contract: people and tests look for them.
import { isObject, type JsonObject, parseJson } from "../protocol/message.ts";
import { backoff } from "./backoff.ts";
import { Link } from "./link.ts";

/** How a {@link DashboardWebSocketClient} is set up. */
export interface DashboardClientOptions {
  /** Default: `/ws/dashboard/` on the host of the page. */
  url?: string;
  /** Default 5. */
  maxReconnectAttempts?: number;
  /** The wait before the first try to reconnect; it doubles with each further one. Default 3_000 (3 s). */
  reconnectDelay?: number;
  /** Is told `true` on every open, `false` on every close. */
  onConnectionChange?: (connected: boolean) => void;
}

/** A function that is given a frame of the server, or the detail of a local event. */
// deno-lint-ignore no-explicit-any -- a listener knows the shape that belongs to its own type.
export type Listener = (detail: any) => void;

/**
 * The browser's end of the `dashboard` board: connects, pings once, reconnects, hands out frames by their type.
 * Beside the server's types it emits `connected` and `disconnected` ({timestamp}), `error` ({error}) and
 * `reconnect_failed` ({attempts}).
 *
 * @example
 * ```ts
 * const client = new DashboardWebSocketClient();
 * client.on("gcode_update", (frame) => console.log(frame.data.g_code_score));
 * client.connect();
 * ```
 */
export class DashboardWebSocketClient {
  isConnected = false;
  reconnectAttempts = 0;
  readonly listeners: Map<string, Listener[]> = new Map();
  url: string | undefined;
  maxReconnectAttempts: number;
  reconnectDelay: number;
  onConnectionChange: ((connected: boolean) => void) | undefined;
  readonly #link: Link = new Link({
    url: () => this.#address(),
    policy: {
      delay: (attempt) => backoff(this.reconnectDelay, attempt),
      tries: Infinity,
      mayRetry: () => this.reconnectAttempts < this.maxReconnectAttempts,
    },
    onOpen: () => this.#opened(),
    onMessage: (text) => this.#receive(text),
    onError: (error) => this.#failed(error),
    onClose: ({ retryIn }) => this.#closed(retryIn),
  });

  constructor(options: DashboardClientOptions = {}) {
    this.url = options.url;
    this.maxReconnectAttempts = options.maxReconnectAttempts ?? 5;
    this.reconnectDelay = options.reconnectDelay ?? 3_000;
    this.onConnectionChange = options.onConnectionChange;
  }

  /** The socket that is open or opening. */
  get ws(): WebSocket | null {
    return this.#link.socket;
  }

  /** Connects now, to `url` if it is given, and from now on; reconnecting begins anew at the first try. */
  connect(url?: string): void {
    if (isUp(this.#link)) {
      console.warn("WebSocket is already connected");
      return;
    }
    if (url) this.url = url;
    this.reconnectAttempts = 0;
    this.#link.connect();
  }

  /** Closes the connection and does not reconnect. */
  disconnect(): void {
    this.reconnectAttempts = 0;
    this.#link.disconnect();
  }

  /** Sends `message` as JSON; dropped with a warning unless connected. */
  send(message: unknown): void {
    if (!this.#link.send(JSON.stringify(message))) {
      console.warn("WebSocket is not connected, not sent:", message);
    }
  }

  /** Calls `listener` for every frame or local event of `type`. */
  on(type: string, listener: Listener): void {
    this.listeners.set(type, [...this.listeners.get(type) ?? [], listener]);
  }

  /** Ends what `on(type, listener)` began. */
  off(type: string, listener: Listener): void {
    const rest = (this.listeners.get(type) ?? []).filter((other) => other !== listener);
    if (rest.length > 0) this.listeners.set(type, rest);
    else this.listeners.delete(type);
  }

  [Symbol.dispose](): void {
    this.disconnect();
  }

  #address(): string {
    const url = this.url ?? defaultUrl();
    console.log(`Connecting to WebSocket: ${url}`);
    return url;
  }

  #opened(): void {
    console.log("✓ WebSocket connected");
    this.isConnected = true;
    this.reconnectAttempts = 0;
    // A link hands out text only; that something else came belongs into the console.
    this.ws!.addEventListener("message", ({ data }) => typeof data !== "string" && this.#receive(data));
    this.send({ type: "ping" });
    this.#guard(() => this.onConnectionChange?.(true));
    // Who was told may have called disconnect() just now.
    if (this.isConnected) this.#emit("connected", { timestamp: new Date() });
  }

  #receive(data: unknown): void {
    const frame = typeof data === "string" ? parseJson(data) : undefined;
    if (!isObject(frame)) {
      console.error("WebSocket message is not a JSON object:", data);
      return;
    }
    console.log("WebSocket message received:", frame);
    if (frame.type === "connection_established") console.log("Dashboard connection confirmed", frame);
    if (typeof frame.type === "string") this.#emit(frame.type, frame);
  }

  #failed(error: Event): void {
    console.error("WebSocket error:", error);
    this.#emit("error", { error });
  }

  #closed(retryIn: number | null): void {
    console.log("WebSocket disconnected");
    this.isConnected = false;
    this.#guard(() => this.onConnectionChange?.(false));
    this.#emit("disconnected", { timestamp: new Date() });
    // A listener may have called disconnect() or connect() just now.
    if (this.#link.state === "waiting") this.#retryLater(retryIn);
    if (this.#link.state === "ended") this.#giveUp();
  }

  #retryLater(retryIn: number | null): void {
    this.reconnectAttempts = this.#link.attempt;
    console.log(`Reconnecting in ${retryIn} ms... (${this.reconnectAttempts}/${this.maxReconnectAttempts})`);
  }

  #giveUp(): void {
    console.error("Max reconnection attempts reached. Call connect() to try again.");
    this.#emit("reconnect_failed", { attempts: this.reconnectAttempts });
  }

  #emit(type: string, detail: JsonObject): void {
    for (const listener of this.listeners.get(type) ?? []) {
      if (this.listeners.get(type)?.includes(listener)) this.#guard(() => listener(detail));
    }
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      console.error("A listener of the WebSocket client failed:", error);
    }
  }
}

function isUp({ state }: Link): boolean {
  return state === "connecting" || state === "open";
}

function defaultUrl(): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws/dashboard/`;
}
