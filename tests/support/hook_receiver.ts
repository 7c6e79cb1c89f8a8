/** A real receiver of the demand hook, and hooks that tell it. */
import assert from "node:assert/strict";
import type { Demand } from "../../src/group/demand.ts";
import { DemandHook, type DemandHookOptions } from "../../src/http/demand_hook.ts";

/** What a hook tells: the state, or a change of one group. */
export type Told = { group?: string; watched: boolean | string[]; time: number };

/** A real HTTP server that takes what a hook tells, and answers as a test wants. */
export class Receiver implements AsyncDisposable {
  readonly url: string;
  readonly requests: { told: Told; text: string; at: number; headers: Headers; method: string }[] = [];
  /** How many requests it has at this moment, and the most that it ever had. */
  current = 0;
  most = 0;
  /** How it answers the next requests; then with 204. */
  answers: ((request: Request) => Response | Promise<Response>)[] = [];
  readonly #http: Deno.HttpServer<Deno.NetAddr>;
  #read = 0;
  #wake = () => {};

  constructor() {
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#http = Deno.serve(options, (request) => this.#take(request));
    this.url = `http://127.0.0.1:${this.#http.addr.port}/hook?key=hidden`;
  }

  /** What it is told next, as text: `=a,b` for the state. */
  async next(): Promise<string> {
    while (this.requests.length === this.#read) await new Promise<void>((resolve) => this.#wake = resolve);
    const { group, watched } = this.requests[this.#read++]!.told;
    if (typeof watched !== "boolean") return `=${watched}`;
    return `${watched ? "+" : "-"}${group}`;
  }

  /** Takes the state that comes first, which is that nothing is watched, whatever it is to answer then. */
  async takeState(): Promise<void> {
    const { answers } = this;
    this.answers = [];
    assert.equal(await this.next(), "=");
    this.answers = answers;
    this.requests.length = this.#read = 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#http.shutdown();
  }

  async #take(request: Request): Promise<Response> {
    this.most = Math.max(this.most, ++this.current);
    const text = await request.text();
    const { method, headers } = request;
    this.requests.push({ told: JSON.parse(text), text, at: performance.now(), headers, method });
    this.#wake();
    const response = await this.answers.shift()?.(request) ?? new Response(null, { status: 204 });
    this.current--;
    return response;
  }
}

/** A hook that tells `receiver`, and tries again soon. */
export function hookOf(demand: Demand, { url }: Receiver, more: Partial<DemandHookOptions> = {}): DemandHook {
  return new DemandHook(demand, { url, secret: null, retryMs: 20, maxRetryMs: 80, ...more });
}

/** One that has told that nothing is watched. */
export async function begunHook(
  demand: Demand,
  receiver: Receiver,
  more?: Partial<DemandHookOptions>,
): Promise<DemandHook> {
  const hook = hookOf(demand, receiver, more);
  await receiver.takeState();
  return hook;
}

/** An answer with this status. */
export function status(code: number): () => Response {
  return () => new Response("whatever", { status: code });
}

/** An answer that waits until it is given. */
export function held(): { answer: () => Promise<Response>; give: (response: Response) => void } {
  const { promise, resolve } = Promise.withResolvers<Response>();
  return { answer: () => promise, give: resolve };
}

/** Resolves when `count` groups have lost their viewers. */
export function settling(demand: Demand, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watch = demand.watch(({ watched }) => {
    if (!watched) count--;
    if (count > 0) return;
    watch[Symbol.dispose]();
    resolve();
  });
  return promise;
}
