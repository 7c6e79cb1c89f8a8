/** A viewer of boardcast.v1 whose frames a test reads one by one, also when they came in one. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast } from "./boardcast.ts";
import { V1Client } from "./v1_client.ts";
import type { Closed, Frame } from "./ws_client.ts";

/** Who a viewer is, and what it asks for. */
export interface ViewerOptions {
  /** What its token says; without them nobody is signed in. */
  claims?: Record<string, unknown> | undefined;
  joins?: string[];
}

/** An open connection. Disposing cuts it, and fails if the server told something that cannot be. */
export class Viewer implements AsyncDisposable {
  readonly client: V1Client;
  /** All that has come. */
  readonly seen: Frame[] = [];
  #read = 0;

  private constructor(url: string, headers: Record<string, string>, joins: string[]) {
    this.client = new V1Client(url, { headers, joins, onFrame: (frame) => void this.seen.push(frame) });
  }

  /** Connects to `path`. Nothing was read yet. */
  static async open(server: RunningBoardcast, path: string, options: ViewerOptions = {}): Promise<Viewer> {
    const { claims, joins = [] } = options;
    const headers: Record<string, string> = claims
      ? { authorization: `Bearer ${await mintToken(claims)}` }
      : {};
    const viewer = new Viewer(server.wsUrl + path, headers, joins);
    await viewer.client.open();
    return viewer;
  }

  /** What has come and was not read. */
  get unread(): readonly Frame[] {
    return this.seen.slice(this.#read);
  }

  /** Reads up to the first frame that `isLast` accepts; all of it, that one included. */
  async through(isLast: (frame: Frame) => boolean, timeout?: number): Promise<Frame[]> {
    const at = () => this.seen.findIndex((frame, at) => at >= this.#read && isLast(frame));
    await this.client.until(() => at() >= 0, timeout).catch((error) => {
      const state = this.client.isOpen ? "open" : "closed";
      const unread = JSON.stringify(this.unread).slice(0, 1000);
      throw new Error(`${error.message}; it is ${state}, unread is ${unread}`);
    });
    const frames = this.seen.slice(this.#read, at() + 1);
    this.#read = at() + 1;
    return frames;
  }

  /** Reads up to the first frame that `isWanted` accepts, and gives it. */
  async next(isWanted: (frame: Frame) => boolean, timeout?: number): Promise<Frame> {
    return (await this.through(isWanted, timeout)).at(-1)!;
  }

  /** Reads up to the next frame of the type `type`, and gives it. */
  async nextOf(type: string): Promise<Frame> {
    return await this.next((frame) => frame["type"] === type);
  }

  /** Everything that was under way: reads up to the answer to a ping. */
  async rest(): Promise<Frame[]> {
    const sent = crypto.randomUUID();
    this.client.send({ type: "$ping", sent });
    return (await this.through((frame) => frame["type"] === "$pong" && frame["sent"] === sent)).slice(0, -1);
  }

  /** How the server ended the connection; fails when it has not within five seconds. */
  async ended(): Promise<Closed> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("the connection is still open")), 5_000);
    return await Promise.race([this.client.closed, promise]).finally(() => clearTimeout(timer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.cut();
    assert.deepEqual(this.client.reader.faults, []);
  }
}
