import { HealthyViewers } from "../load/healthy_viewers.ts";
import { pause } from "../load/clock.ts";
import type { NodesLoad, NodesResult } from "./peer.ts";

/** One node, as viewers reach it. */
export interface ViewedNode {
  readonly port: number;
  /** The path, with its query, on which the group of this number is watched. */
  pathOf(group: number): string;
  /** What a viewer says first. */
  readonly hello?: Uint8Array;
}

/** How often a batch is sent, in ms, and how many requests may be under way. */
const TICK = 5;
const IN_FLIGHT = 8;
/** As many as this are published at once when there is no rate. */
const BATCH = 100;

/** Viewers on two nodes, and a producer that publishes to the first of them over HTTP. */
export class HttpLoad implements Disposable {
  readonly #viewers = new HealthyViewers();
  readonly #publish: (groups: readonly number[]) => Promise<void>;

  private constructor(publish: (groups: readonly number[]) => Promise<void>) {
    this.#publish = publish;
  }

  /** Opens the viewers of `load` on `nodes`, in turn. `publish` publishes a stamped message to each of `groups`. */
  static async open(
    nodes: readonly ViewedNode[],
    { viewers, groups }: NodesLoad,
    publish: (groups: readonly number[]) => Promise<void>,
  ): Promise<HttpLoad> {
    const load = new HttpLoad(publish);
    for (let at = 0; at < viewers; at++) {
      const { port, pathOf, hello } = nodes[at % nodes.length]!;
      const path = pathOf(Math.floor(at / nodes.length) % groups);
      await load.#viewers.open({ port, path, count: 1, ...hello && { hello } });
    }
    return load;
  }

  /** Publishes, and waits until everything has arrived, or nothing more comes. */
  async run(load: NodesLoad): Promise<NodesResult> {
    await this.#viewers.clear();
    const began = performance.now();
    const published = load.rate === 0 ? await this.#atFullSpeed(load) : await this.#paced(load);
    const ms = performance.now() - began;
    for (let before = -1;;) {
      const report = await this.#viewers.report();
      if (report.count === before) return { ...report, published, ms };
      before = report.count;
      await pause(300);
    }
  }

  [Symbol.dispose](): void {
    this.#viewers[Symbol.dispose]();
  }

  async #paced({ rate, seconds, groups }: NodesLoad): Promise<number> {
    const under = new Set<Promise<void>>();
    const began = performance.now();
    let sent = 0;
    for (let at = 0; at < seconds * 1000; at = performance.now() - began) {
      const due = Math.min(Math.floor(at / 1000 * rate) - sent, BATCH);
      if (due > 0 && under.size < IN_FLIGHT) {
        const request: Promise<void> = this.#publish(numbers(sent, due, groups)).finally(() =>
          under.delete(request)
        );
        under.add(request);
        sent += due;
      }
      await pause(TICK);
    }
    await Promise.all(under);
    return sent;
  }

  async #atFullSpeed({ seconds, groups }: NodesLoad): Promise<number> {
    const end = performance.now() + seconds * 1000;
    let sent = 0;
    const one = async () => {
      while (performance.now() < end) {
        await this.#publish(numbers(sent, BATCH, groups));
        sent += BATCH;
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, one));
    return sent;
  }
}

function numbers(from: number, count: number, groups: number): number[] {
  return Array.from({ length: count }, (_, at) => (from + at) % groups);
}
