import { Child } from "../../tests/cli/child.ts";
import { pause } from "../load/clock.ts";
import { Latencies } from "../load/latencies.ts";
import type { NodesLoad, Peer, StartPeer } from "./peer.ts";

const SCRIPT = new URL("./channels_layer.py", import.meta.url).pathname;

/** Two processes that receive with channels_redis, and one that sends; no web server is around them. */
export function channelsPeer(python: string, layer: "pubsub" | "core"): StartPeer {
  return async (redisUrl, load) => {
    await using stack = new AsyncDisposableStack();
    const receivers = [0, 1].map((first) =>
      stack.use(
        new Receiver([python, SCRIPT, "receive", redisUrl, layer, ...numbersOf(load), String(first), "2"]),
      )
    );
    await Promise.all(receivers.map((receiver) => receiver.ready()));
    const parts = stack.move();
    const peer: { pids: number[] } & Peer = {
      pids: receivers.map(({ pid }) => pid),
      run: async ({ groups, rate, seconds }) => {
        await Promise.all(receivers.map((receiver) => receiver.ask("clear")));
        await using sender = new Child(
          [python, SCRIPT, "send", redisUrl, layer, ...[groups, rate, seconds].map(String)],
        );
        peer.pids.splice(2, 1, sender.pid);
        const [, sent] = await sender.printed(/(\{"sent".*\})/, seconds * 1000 + 30_000);
        await pause(2_000);
        const reports = await Promise.all(receivers.map((receiver) => receiver.ask("report")));
        const latencies = new Latencies();
        for (const latency of reports.flat()) latencies.note(latency);
        const { sent: published, ms } = JSON.parse(sent!);
        return { ...latencies.summary, published, ms };
      },
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
    return peer;
  };
}

function numbersOf({ viewers, groups }: NodesLoad): string[] {
  return [String(viewers), String(groups)];
}

/** A process that receives. */
class Receiver implements AsyncDisposable {
  readonly #child: Child;
  #asked = 0;

  constructor(command: readonly string[]) {
    this.#child = new Child(command);
  }

  get pid(): number {
    return this.#child.pid;
  }

  async ready(): Promise<void> {
    await this.#child.printed(/"ready"/, 60_000);
  }

  /** The latencies of what it has received, in ms. */
  async ask(command: "clear" | "report"): Promise<number[]> {
    const number = ++this.#asked;
    await this.#child.write(`${command} ${number}\n`);
    const [line] = await this.#child.printed(new RegExp(`\\{"report": ${number},.*\\}`), 60_000);
    return JSON.parse(line).latencies;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]();
  }
}
