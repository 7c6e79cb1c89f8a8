/**
 * A client of `boardcast.v1` that goes away and comes back: it resumes from where it was, and checks all it is told.
 */
// @ts-types="@types/ws"
import WebSocket from "ws";
import { type ReaderOptions, V1Reader } from "./v1_reader.ts";
import type { Closed, Frame } from "./ws_client.ts";

/** How a client connects, besides what its {@link V1Reader} is given. */
export interface V1Options extends ReaderOptions {
  headers?: Record<string, string>;
  /** Further groups that it asks for in its address. */
  joins?: string[];
  /** Where it says where it was: in its address (the default), or in its first frame. */
  resumeIn?: "url" | "frame";
}

interface Waiter {
  readonly condition: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A viewer with one connection at a time. Disposing closes it. */
export class V1Client implements AsyncDisposable {
  readonly reader: V1Reader;
  readonly #url: URL;
  readonly #options: V1Options;
  readonly #waiters = new Set<Waiter>();
  readonly #answers = new Map<number, (answer: Frame) => void>();
  /** How often it has asked to join a group and was not answered yet. */
  readonly #joining = new Map<string, number>();
  #socket: WebSocket | undefined;
  #closed: Promise<Closed> = Promise.resolve({ code: 0, reason: "it was never open" });
  #refs = 0;

  constructor(url: string, options: V1Options = {}) {
    this.#url = new URL(url);
    this.#options = options;
    const onFrame = (frame: Frame) => this.#onFrame(frame);
    this.reader = new V1Reader({ ...options, onFrame });
  }

  /** How the connection ends, or ended. */
  get closed(): Promise<Closed> {
    return this.#closed;
  }

  /** Whether it has a connection that nobody has ended. */
  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /**
   * Connects, and says where it was if it was anywhere. Resolves when the connection is open, before any frame.
   *
   * @throws Error when there is no server, or it refuses.
   */
  async open(): Promise<void> {
    const { positions } = this.reader;
    const returns = Object.keys(positions).length > 0;
    const { headers = {}, resumeIn = "url" } = this.#options;
    const socket = new WebSocket(this.#address(returns, positions), ["boardcast.v1"], {
      headers,
      perMessageDeflate: false,
      handshakeTimeout: 5_000,
    });
    const opened = Promise.withResolvers<void>();
    this.#closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.#closed.then(() => this.#onClosed(socket));
    socket.on("error", opened.reject);
    socket.on("message", (data) => {
      if (this.#socket === socket) this.#read(data.toString());
    });
    socket.on("open", () => {
      if (returns && resumeIn === "frame") socket.send(JSON.stringify({ type: "$resume", positions }));
      opened.resolve();
    });
    this.reader.begin();
    this.#answers.clear();
    this.#joining.clear();
    this.#socket = socket;
    await opened.promise;
  }

  /** Sends an object as JSON, anything else as it is. */
  send(command: unknown): void {
    this.#socket!.send(isRaw(command) ? command : JSON.stringify(command));
  }

  /** Sends a command with a `$ref`; its answer, which `onAnswer` is told of before any further frame is read. */
  async ask(command: Record<string, unknown>, onAnswer?: (answer: Frame) => void): Promise<Frame> {
    const ref = ++this.#refs;
    let answer: Frame | undefined;
    this.#answers.set(ref, (frame) => {
      answer = frame;
      onAnswer?.(frame);
    });
    this.send({ ...command, $ref: ref });
    await this.until(() => answer !== undefined);
    return answer!;
  }

  /** Joins a group; the answer. What the group keeps may come before it. */
  async join(group: string): Promise<Frame> {
    this.reader.expect(group);
    this.#joining.set(group, (this.#joining.get(group) ?? 0) + 1);
    return await this.ask({ type: "$join", group }, ({ type }) => {
      this.#joining.set(group, this.#joining.get(group)! - 1);
      if (type === "$error") this.#forget(group);
    });
  }

  /** Leaves a group; the answer. */
  async leave(group: string): Promise<Frame> {
    return await this.ask({ type: "$leave", group }, ({ type }) => {
      if (type === "$reply") this.#forget(group);
    });
  }

  /** Waits for a frame after which `condition` holds; rejects when the connection ends before, or after `timeout`. */
  async until(condition: () => boolean, timeout: number = 10_000): Promise<void> {
    if (condition()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { condition, resolve, reject };
    this.#waiters.add(waiter);
    const where = () => `it stands at ${JSON.stringify(this.reader.positions).slice(0, 500)}`;
    const timer = setTimeout(
      () => reject(new Error(`Nothing came within ${timeout} ms: ${where()}`)),
      timeout,
    );
    await promise.finally(() => {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    });
  }

  /** Reads nothing until {@link V1Client.goOn}. */
  pause(): void {
    this.#socket?.pause();
  }

  /** See {@link V1Client.pause}. */
  goOn(): void {
    this.#socket?.resume();
  }

  /** Says goodbye, and hears nothing any more. */
  async close(): Promise<Closed> {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(1000);
    return await this.#closed;
  }

  /** Ends the TCP connection without a word. */
  async cut(): Promise<Closed> {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.terminate();
    return await this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }

  #forget(group: string): void {
    this.reader.forget(group);
    if (this.#joining.get(group)) this.reader.expect(group);
  }

  #address(returns: boolean, positions: unknown): URL {
    const url = new URL(this.#url);
    for (const group of this.#options.joins ?? []) url.searchParams.append("join", group);
    const inFrame = this.#options.resumeIn === "frame";
    if (returns) url.searchParams.set("resume", inFrame ? "" : JSON.stringify(positions));
    return url;
  }

  #read(text: string): void {
    this.reader.read(text);
    for (const { condition, resolve } of this.#waiters) {
      if (condition()) resolve();
    }
  }

  #onFrame(frame: Frame): void {
    const { ref } = frame;
    if (typeof ref === "number") {
      this.#answers.get(ref)?.(frame);
      this.#answers.delete(ref);
    }
    this.#options.onFrame?.(frame);
  }

  async #onClosed(socket: WebSocket): Promise<void> {
    if (this.#socket !== socket && this.#socket !== undefined) return;
    const { code, reason } = await this.#closed;
    for (const { reject } of this.#waiters) reject(new Error(`The connection closed with ${code} ${reason}`));
  }
}

function isRaw(command: unknown): command is string | Uint8Array {
  return typeof command === "string" || command instanceof Uint8Array;
}
