/**
 * A WebSocket client for black-box tests, over npm `ws`: frames are queued as they come and read one by one, so a test
 * states the order of what it receives instead of waiting for time to pass.
 */
// @ts-types="@types/ws"
import WebSocket from "ws";

/** One JSON frame, as the server sent it. */
// deno-lint-ignore no-explicit-any
export type Frame = Record<string, any>;

/** What a client adds to its handshake. */
export interface ConnectOptions {
  headers?: Record<string, string>;
  protocols?: string[];
  origin?: string;
  /** The certificate (PEM) that is trusted besides the usual ones. */
  ca?: string;
}

/** How a connection ended. */
export interface Closed {
  code: number;
  reason: string;
}

/** An open connection. Disposing closes it and waits until it has ended. */
export interface Connection extends AsyncDisposable {
  /** The subprotocol that the server chose, or "". */
  protocol: string;
  closed: Promise<Closed>;
  /** How the server ended the connection; rejects when it did not within `timeout` (default 5_000). */
  ended(timeout?: number): Promise<Closed>;
  /** The next frame; rejects after `timeout` (default 5_000) or when the connection ends before it. */
  receive(timeout?: number): Promise<Frame>;
  /** Waits until the server has pinged so many times from now on. */
  pinged(times: number): Promise<void>;
  /** How many frames have come that nobody has received yet. */
  readonly unread: number;
  /** Sends an object as JSON, a string as it is, bytes as a binary frame. */
  send(message: unknown): void;
  /** Says goodbye with a close frame and waits for the end. */
  close(): Promise<Closed>;
  /** Cuts the TCP connection without a close frame. */
  destroy(): Promise<Closed>;
}

/**
 * Opens a connection.
 *
 * @throws Error when the server refuses; the message holds the HTTP status.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Connection> {
  const socket = open(url, options);
  const frames = new FrameQueue(url);
  const closed = new Promise<Closed>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on("message", (data) => frames.push(data.toString()));
  closed.then(({ code, reason }) => frames.end(`closed with ${code} ${reason}`));
  const status = await opened(socket);
  if (status !== 101) {
    await closed;
    throw new Error(`${url} was refused with HTTP ${status}`);
  }
  const close = async () => {
    socket.close(1000);
    return await closed;
  };
  return {
    protocol: socket.protocol,
    closed,
    ended: (timeout = 5_000) => within(timeout, closed, `${url} is still open`),
    receive: (timeout = 5_000) => frames.shift(timeout),
    pinged: (times) => pinged(socket, times, closed),
    get unread() {
      return frames.length;
    },
    send: (message) => socket.send(encode(message)),
    close,
    destroy: async () => {
      socket.terminate();
      return await closed;
    },
    [Symbol.asyncDispose]: async () => void await close(),
  };
}

/** The HTTP status that refuses a handshake; 101 when the server accepts it (the connection is closed again). */
export async function refused(url: string, options: ConnectOptions = {}): Promise<number> {
  const socket = open(url, options);
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const status = await opened(socket);
  socket.close();
  await closed;
  return status;
}

function open(url: string, { headers = {}, protocols = [], origin, ca }: ConnectOptions): WebSocket {
  return new WebSocket(url, protocols, {
    headers,
    perMessageDeflate: false,
    handshakeTimeout: 5_000,
    ...(origin === undefined ? {} : { origin }),
    ...(ca === undefined ? {} : { ca }),
  });
}

function opened(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    socket.on("open", () => resolve(101));
    socket.on("error", (error) => status === undefined && reject(error));
    socket.on("unexpected-response", (_request, response) => {
      status = response.statusCode ?? 0;
      resolve(status);
      socket.terminate();
    });
  });
}

function pinged(socket: WebSocket, times: number, closed: Promise<Closed>): Promise<void> {
  let left = times;
  return new Promise((resolve, reject) => {
    socket.on("ping", () => --left === 0 && resolve());
    closed.then(({ code }) => reject(new Error(`closed with ${code}, ${left} pings before the last`)));
  });
}

async function within<T>(timeout: number, promise: Promise<T>, otherwise: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${otherwise} after ${timeout} ms`)), timeout);
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

function encode(message: unknown): string | Uint8Array {
  if (typeof message === "string" || message instanceof Uint8Array) return message;
  return JSON.stringify(message);
}

class FrameQueue {
  readonly #frames: string[] = [];
  readonly #url: string;
  #ended: string | undefined;
  #wake: (() => void) | undefined;

  constructor(url: string) {
    this.#url = url.replace(/token=[^&]+/, "token=…");
  }

  get length(): number {
    return this.#frames.length;
  }

  push(frame: string): void {
    this.#frames.push(frame);
    this.#wake?.();
  }

  end(why: string): void {
    this.#ended = why;
    this.#wake?.();
  }

  async shift(timeout: number): Promise<Frame> {
    if (this.#frames.length === 0 && !this.#ended) await this.#changed(timeout);
    const frame = this.#frames.shift();
    if (frame !== undefined) return JSON.parse(frame);
    throw new Error(`${this.#url}: no frame within ${timeout} ms, ${this.#ended ?? "still open"}`);
  }

  #changed(timeout: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
