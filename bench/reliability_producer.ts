import { GROUPS, type ReliabilityServer } from "./reliability_board.ts";

/** What is published when. */
export interface Load {
  readonly publications: number;
  readonly perSecond: number;
  /** How many go into one request, over all groups. */
  readonly perRequest: number;
}

/** How long a request that was not answered waits before it is sent again. */
const RETRY_DELAY = 200;

/** By group: which publication has which offset. The offsets begin at 1. */
export type Acknowledged = ReadonlyMap<string, number[]>;

/** What became of a load. */
export interface Produced {
  /** Where it was acknowledged: `numbers[offset - 1]` by group. */
  readonly acknowledged: Acknowledged;
  /** Requests that had to be sent again. */
  readonly retries: number;
  /** By how many ms the latest request left after its time: how well the rig kept up. */
  readonly latest: number;
  /** How long it took, in ms. */
  readonly ms: number;
}

/** Publishes numbered messages at a steady rate; every request is repeated under its key until it is answered with 200. */
export async function produce(
  server: ReliabilityServer,
  { publications, perSecond, perRequest }: Load,
): Promise<Produced> {
  const acknowledged = new Map<string, number[]>(GROUPS.map((group) => [group, []]));
  const startedAt = performance.now();
  const pending: Promise<void>[] = [];
  let retries = 0;
  let latest = 0;
  for (let from = 0; from < publications; from += perRequest) {
    const due = startedAt + from / perSecond * 1000;
    await delay(Math.max(0, due - performance.now()));
    latest = Math.max(latest, performance.now() - due);
    pending.push(
      publish(server, `request-${from}`, itemsFrom(from, perRequest)).then(({ receipts, attempts }) => {
        retries += attempts - 1;
        for (const [at, { group, offset }] of receipts.entries()) {
          acknowledged.get(group)![offset - 1] = from + at;
        }
      }),
    );
  }
  await Promise.all(pending);
  return { acknowledged, retries, latest, ms: performance.now() - startedAt };
}

function itemsFrom(from: number, count: number): unknown[] {
  return Array.from({ length: count }, (_, at) => ({
    group: GROUPS[(from + at) % GROUPS.length],
    message: { type: "entry", n: from + at, text: "x".repeat(80) },
  }));
}

async function publish(
  server: ReliabilityServer,
  key: string,
  json: unknown,
): Promise<{ receipts: { group: string; offset: number }[]; attempts: number }> {
  for (let attempts = 1;; attempts++) {
    const response = await server.ask("/api/v1/publish", { key, json }).catch(() => null);
    if (response?.ok) return { receipts: await response.json(), attempts };
    const text = await response?.text() ?? "";
    // The server is there and refuses: that is no fault that a producer waits out.
    if (response && response.status < 500) {
      throw new Error(`Publishing was answered ${response.status}: ${text}`);
    }
    await delay(RETRY_DELAY);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
