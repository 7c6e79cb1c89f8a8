import type { Nodes } from "../../backend/nodes.ts";
import type { Durations } from "../../group/durations.ts";
import type { Connections } from "../../connection/connections.ts";
import type { LagWatch } from "../../connection/lag_watch.ts";
import type { Publisher } from "../../board/publisher.ts";

/** How often a sample is taken, in ms, and how many are remembered: five minutes of them. */
const EVERY = 5_000;
const SAMPLES = 60;

/** The topic in which nodes tell each other how they are doing, by the id of the node. */
const LOADS = "loads";

/** What is sampled; rates are per second, the latency (99th percentile, the last minute) in ms. */
export interface Load {
  readonly connections: number;
  readonly publications: number;
  readonly deliveries: number;
  readonly lagging: number;
  readonly stuck: number;
  readonly p99: number | null;
}

interface Counts {
  readonly time: number;
  readonly publications: number;
  readonly deliveries: number;
}

/** What a {@link Trend} reads, and whom it tells. */
export interface TrendParts {
  readonly connections: Connections;
  readonly publisher: Publisher;
  readonly lagWatch: LagWatch;
  readonly publishToViewer: Durations;
  readonly nodes: Nodes;
}

/** How this node was doing in the last minutes: a sample every few seconds. */
export class Trend implements Disposable {
  readonly every: number = EVERY;
  readonly #parts: TrendParts;
  readonly #samples: Load[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  /** Of the last sample and the one before. */
  #counted: [Counts, Counts];

  constructor(parts: TrendParts) {
    this.#parts = parts;
    const counts = this.#counts();
    this.#counted = [counts, counts];
    this.#timer = setInterval(() => this.#sample(), EVERY);
    // Nothing waits for it.
    Deno.unrefTimer(this.#timer);
  }

  /** The samples, the oldest first. */
  get samples(): readonly Load[] {
    return this.#samples;
  }

  /** How it is doing now; rates since one of the last two samples, so that they are over some seconds. */
  get now(): Load {
    const now = this.#counts();
    const [last, before] = this.#counted;
    const since = now.time - last.time >= EVERY / 2 ? last : before;
    const seconds = Math.max(now.time - since.time, 1_000) / 1000;
    const { connections, lagWatch, publishToViewer } = this.#parts;
    return {
      connections: connections.size,
      publications: (now.publications - since.publications) / seconds,
      deliveries: (now.deliveries - since.deliveries) / seconds,
      lagging: lagWatch.size,
      stuck: connections.stuck,
      p99: publishToViewer.summary().p99,
    };
  }

  /** How the node with this `id` is doing, if it has told. */
  of(id: string): Partial<Load> | null {
    if (id === this.#parts.nodes.self.id) return this.now;
    const told = this.#parts.nodes.told(LOADS).find((facts) => facts.has(id))?.get(id);
    return typeof told === "object" ? told as Partial<Load> : null;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const { now } = this;
    const { nodes } = this.#parts;
    this.#samples.push(now);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#counted = [this.#counts(), this.#counted[0]];
    const { p99, ...rest } = now;
    nodes.tell(LOADS, nodes.self.id, p99 === null ? rest : { ...rest, p99 });
  }

  #counts(): Counts {
    const { publisher, connections } = this.#parts;
    const { published: publications } = publisher;
    return { time: performance.now(), publications, deliveries: connections.traffic.deliveries };
  }
}
