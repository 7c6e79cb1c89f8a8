import { API_KEY, type RunningBoardcast } from "../../tests/support/boardcast.ts";
import { type BenchFolder, createBenchFolder, readMetrics, startBenchServer } from "./bench_server.ts";
import { microseconds, pause } from "./clock.ts";
import { HealthProbe } from "./health_probe.ts";
import { type ProcessorTimes, processorTimes, timesBetween } from "./process_usage.ts";
import { ReturningViewers } from "./returning_viewers.ts";
import type { ReturningReport } from "./returning_worker.ts";

/** How the connections are cut: by a server that is killed, by one that stops in order, or by their own network. */
export type Cut = "kill" | "drain" | "network";

/** What one storm is made of. */
export interface StormOptions {
  readonly cut: Cut;
  readonly viewers: number;
  readonly sites: number;
  /** See `pace` of a returning viewer. */
  readonly pace: number;
}

/** What a storm has shown; times in ms. */
export interface StormResult {
  readonly report: ReturningReport;
  /** From the cut until the server listened again. */
  readonly listening: number;
  /** From the cut until half of the viewers, 99 of 100, and all were back. */
  readonly half: number;
  readonly most: number;
  readonly all: number;
  readonly recordReads: number;
  /** Until all were back; what a server that was cut off needed for its end counts for the others. */
  readonly processors: ProcessorTimes;
  /** The latest answer of the server's health, and the delays of its event loop that it counted itself. */
  readonly probed: number;
  readonly delays: string;
}

const CONFIGURATION = `
boards:
  sites:
    path: /ws/sites/{site}/
    access: {open: true}
    groups: [all, "site_{site}"]
    events:
      log: {keep: 1000}
`;
const ENTRIES = 10;
const RETRY = 250;
const PATIENCE = 60_000;
const LOOK = 100;

/** Opens viewers, cuts all of them at once, publishes while they are away, and waits until they are back. */
export async function runStorm({ cut, viewers, sites, pace }: StormOptions): Promise<StormResult> {
  await using folder = await createBenchFolder(CONFIGURATION);
  let server = await startBenchServer(folder);
  try {
    using returning = new ReturningViewers();
    await returning.open({
      port: server.port,
      path: "/ws/sites/{site}/",
      count: viewers,
      sites,
      pace,
      retry: RETRY,
    });
    await publishToAll(server.url, sites);
    await untilComplete(returning, expectedAfter(1, sites), viewers);
    const before = await countsOf(server, cut === "network");
    await returning.forget();
    using probe = new HealthProbe(server.port);
    const cutAt = microseconds();
    if (cut === "network") await returning.cut();
    else server = await restart(server, folder, cut);
    const listening = (microseconds() - cutAt) / 1000;
    await publishToAll(server.url, sites);
    const report = await untilComplete(returning, expectedAfter(2, sites), viewers);
    const after = await countsOf(server, true);
    return {
      report,
      listening,
      ...timesOf(report, cutAt),
      recordReads: after.recordReads - before.recordReads,
      processors: timesBetween(before.processors, after.processors),
      probed: Math.max(...probe.latencies),
      delays: wordsOf(after.delays, before.delays),
    };
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function restart(server: RunningBoardcast, folder: BenchFolder, cut: Cut): Promise<RunningBoardcast> {
  await server.stop(cut === "kill" ? "SIGKILL" : "SIGTERM");
  return await startBenchServer(folder, { port: server.port });
}

/** Entries of each site, one request a site, and one for everybody. */
async function publishToAll(url: string, sites: number): Promise<void> {
  for (let site = 0; site < sites; site++) {
    const group = `site_${site}`;
    await publish(
      url,
      Array.from({ length: ENTRIES }, (_, entry) => ({ group, message: { type: "log", entry } })),
    );
  }
  await publish(url, [{ group: "all", message: { type: "log", entry: "for all" } }]);
}

async function publish(url: string, items: readonly unknown[]): Promise<void> {
  const response = await fetch(`${url}/api/v1/publish`, {
    method: "POST",
    headers: { "x-api-key": API_KEY, "content-type": "application/json" },
    body: JSON.stringify(items),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Publishing was answered with ${response.status}: ${text}`);
}

function expectedAfter(rounds: number, sites: number): Record<string, number> {
  const groups = Array.from({ length: sites }, (_, site) => [`site_${site}`, rounds * ENTRIES]);
  return Object.fromEntries([["all", rounds], ...groups]);
}

/** Until all have everything, or it takes too long. */
async function untilComplete(
  returning: ReturningViewers,
  expected: Readonly<Record<string, number>>,
  viewers: number,
): Promise<ReturningReport> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const report = await returning.report(expected);
    const isDone = report.complete === viewers && report.back === viewers;
    if (isDone || performance.now() > deadline) return report;
    await pause(LOOK);
  }
}

function timesOf({ backAt }: ReturningReport, cutAt: number): Pick<StormResult, "half" | "most" | "all"> {
  const times = backAt.map((at) => (at - cutAt) / 1000).toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? NaN;
  return { half: at(0.5), most: at(0.99), all: at(1) };
}

/** How many delays of its event loop a server has counted: all, and those up to each length. */
type Delays = ReadonlyMap<string, number>;

interface Counts {
  readonly recordReads: number;
  readonly processors: ProcessorTimes;
  readonly delays: Delays;
}

/** What a server has counted so far; nothing if it is not going to stay, since its successor begins at 0. */
async function countsOf({ url, pid }: RunningBoardcast, stays: boolean): Promise<Counts> {
  const times = await processorTimes(pid);
  if (!stays) {
    const processors = { ...times, server: 0, others: times.others + times.server };
    return { recordReads: 0, processors, delays: new Map() };
  }
  const metrics = await readMetrics(url);
  const name = "boardcast_event_loop_delay_seconds";
  const delays = [...metrics].filter(([metric]) => metric.startsWith(name));
  return {
    recordReads: metrics.get("boardcast_record_reads_total") ?? NaN,
    processors: times,
    delays: new Map(delays.map(([metric, count]) => [metric.slice(name.length), count])),
  };
}

function wordsOf(delays: Delays, before: Delays): string {
  const count = (name: string) => (delays.get(name) ?? NaN) - (before.get(name) ?? 0);
  const all = count("_count");
  const over = [50, 100, 200, 500].map((ms) => `${all - count(`_bucket{le="${ms / 1000}"}`)} over ${ms}`);
  return `${over.join(", ")} ms of ${all}`;
}
