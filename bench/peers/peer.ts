import type { LatencySummary } from "../load/latencies.ts";

/** How much is published, and to whom. */
export interface NodesLoad {
  readonly viewers: number;
  /** Viewer number n is in group n modulo `groups`; so are the publications. */
  readonly groups: number;
  /** Publications a second; 0 for as many as it can. */
  readonly rate: number;
  readonly seconds: number;
}

/** What came of a load. */
export interface NodesResult extends LatencySummary {
  /** How many were published, and in how many ms. */
  readonly published: number;
  readonly ms: number;
}

/** Two nodes of some system on one Redis, with viewers on both. Disposing ends them. */
export interface Peer extends AsyncDisposable {
  /** The processes whose work is measured, besides Redis. */
  readonly pids: readonly number[];
  run(load: NodesLoad): Promise<NodesResult>;
}

/** Starts a {@link Peer} on the Redis at `redisUrl`, with the viewers of `load` in their groups. */
export type StartPeer = (redisUrl: string, load: NodesLoad) => Promise<Peer>;
