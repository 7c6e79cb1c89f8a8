import type { RunningBoardcast } from "../../tests/support/boardcast.ts";
import { createBenchFolder, readMetrics, startBenchServer } from "./bench_server.ts";
import { type HealthyReport, HealthyViewers } from "./healthy_viewers.ts";
import { KeyedLoad, type Published } from "./keyed_load.ts";
import { median } from "./latencies.ts";
import { MemoryWatch, type ProcessorTimes, processorTimes, timesBetween } from "./process_usage.ts";
import { SlowViewer } from "./slow_viewer.ts";

/** What one run is made of. */
export interface RunOptions {
  /** Publications a second. */
  readonly rate: number;
  /** Healthy viewers. */
  readonly viewers: number;
  readonly seconds: number;
  /** How many viewers read nothing; one more reads 1 KB a second. */
  readonly stuck: number;
}

/** What one run has shown. Memory in bytes. */
export interface RunResult {
  readonly sent: Published;
  readonly healthy: HealthyReport;
  /** How much of what was published reached the healthy viewers. */
  readonly complete: number;
  readonly memoryMedian: number;
  readonly memoryMax: number;
  /** Shares of one core; a run with much for others says little. */
  readonly processors: ProcessorTimes;
  /** What became of the slow viewers, in words. */
  readonly slow: readonly string[];
  /** Slow viewers that did not get the newest value of every key once they read. */
  readonly behind: number;
}

const CONFIGURATION = `
boards:
  load:
    path: /ws/load/
    access: {open: true}
    groups: [load]
    events:
      state: {key: [machine], keep: 1}
`;
const KEYS = 50;
const BYTES = 1_000;
/** Until the compiler and the buffers of the kernel have come to rest. */
const WARM_UP_SECONDS = 3;
const SAMPLE = 250;
const CATCH_UP = 20_000;
/** What the viewer reads in a second that reads a little. */
const SLOW_BYTES = 1_000;

/** Publishes to a new server with healthy viewers, and with the slow ones if `slow`. */
export async function runWith(
  slow: boolean,
  { rate, viewers, seconds, stuck }: RunOptions,
): Promise<RunResult> {
  await using folder = await createBenchFolder(CONFIGURATION);
  await using server = await startBenchServer(folder);
  const board = { port: server.port, path: "/ws/load/" };
  using healthy = new HealthyViewers();
  await healthy.open({ ...board, count: viewers });
  const load = new KeyedLoad({ url: server.url, group: "load", rate, keys: KEYS, bytes: BYTES });
  await load.run(WARM_UP_SECONDS);
  using stack = new DisposableStack();
  const slowViewers: SlowViewer[] = [];
  // The first of them reads a little.
  for (let at = 0; slow && at <= stuck; at++) {
    slowViewers.push(stack.use(await SlowViewer.open(board, at === 0 ? SLOW_BYTES : 0)));
  }
  await healthy.clear();
  const measured = await measure(server, () => load.run(seconds));
  const report = await healthy.report();
  const metrics = await readMetrics(server.url);
  const caughtUp = await Promise.all(slowViewers.map((viewer) => outcomeOf(viewer, load.newest)));
  const lagging = metrics.get("boardcast_lagging_connections");
  return {
    ...measured,
    healthy: report,
    complete: report.count / (measured.sent.count * viewers),
    slow: slow ? [`${lagging} lagging`, ...caughtUp.slice(0, 2).map(({ words }) => words)] : [],
    behind: caughtUp.filter(({ isBehind }) => isBehind).length,
  };
}

async function measure(
  server: RunningBoardcast,
  run: () => Promise<Published>,
): Promise<Omit<RunResult, "healthy" | "complete" | "slow" | "behind">> {
  using memory = new MemoryWatch(server.pid, SAMPLE);
  const begun = performance.now();
  const before = await processorTimes(server.pid);
  const sent = await run();
  const { server: own, load, others } = timesBetween(before, await processorTimes(server.pid));
  const lasted = performance.now() - begun;
  return {
    sent,
    memoryMedian: median(memory.samples),
    memoryMax: Math.max(...memory.samples),
    processors: { server: own / lasted, load: load / lasted, others: others / lasted },
  };
}

async function outcomeOf(
  viewer: SlowViewer,
  expected: ReadonlyMap<string, number>,
): Promise<{ words: string; isBehind: boolean }> {
  const had = viewer.bytes;
  const { newest, closed, bytes } = await viewer.catchUp(expected, CATCH_UP);
  const right = [...expected].filter(([machine, n]) => newest.get(machine) === n).length;
  const close = closed === null ? "" : `, closed with ${closed} and back`;
  return {
    words: `newest of ${right} of ${expected.size} keys after ${had} + ${bytes - had} bytes${close}`,
    isBehind: right < expected.size,
  };
}
