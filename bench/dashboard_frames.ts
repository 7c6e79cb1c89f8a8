/** How many frames a second a chart of many lines is drawn at in Chromium, and whether the page's memory grows; see README.md. */
import { parseArgs } from "node:util";
import type { CDPSession, Page } from "playwright-core";
import { print } from "../src/cli/print.ts";
import { openBrowser } from "../tests/support/browser.ts";
import { createBenchFolder, startBenchServer } from "./load/bench_server.ts";
import { pause } from "./load/clock.ts";
import { KeyedLoad } from "./load/keyed_load.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "1000" },
    keys: { type: "string", default: "500" },
    keep: { type: "string", default: "1" },
    minutes: { type: "string", default: "5" },
    window: { type: "string", default: "1m" },
  },
});
const [rate, keys, minutes] = [Number(values.rate), Number(values.keys), Number(values.minutes)];

/** A sample is taken so often, in s; frames are counted in between. */
const SAMPLE = 30;

const CONFIGURATION = `
boards:
  load:
    path: /ws/load/
    access: { open: true }
    groups: [load]
    events:
      state: { key: [machine], keep: ${values.keep} }
    view:
      - { widget: chart, title: All machines, event: state, value: level, by: machine, window: ${values.window}, size: 12 }
`;

/** What the page holds, in bytes, after all garbage was collected. */
interface Held {
  readonly heap: number;
  /** Outside of the heap: what typed arrays stand in, and what the browser keeps for the page. */
  readonly arrays: number;
  readonly nodes: number;
}

async function heldBy(session: CDPSession): Promise<Held> {
  for (let round = 0; round < 3; round++) await session.send("HeapProfiler.collectGarbage");
  // deno-lint-ignore no-explicit-any -- newer than its types.
  const { usedSize, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage") as any;
  const { nodes } = await session.send("Memory.getDOMCounters");
  return { heap: usedSize, arrays: backingStorageSize, nodes };
}

/** For how many seconds the page's thread has worked so far. */
async function busyOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value;
}

/** Counts frames in the page, and the longest wait for one. */
async function countFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const counted = { frames: 0, longest: 0, since: performance.now(), last: performance.now() };
    Object.assign(globalThis, { counted });
    requestAnimationFrame(function count(now) {
      counted.frames++;
      counted.longest = Math.max(counted.longest, now - counted.last);
      counted.last = now;
      requestAnimationFrame(count);
    });
  });
}

/** Frames a second since the last time, and the longest wait for one, in ms. */
async function framesOf(page: Page): Promise<{ perSecond: number; longest: number }> {
  return await page.evaluate(() => {
    // deno-lint-ignore no-explicit-any -- what countFrames() has left there.
    const { counted } = globalThis as any;
    const now = performance.now();
    const told = { perSecond: counted.frames / (now - counted.since) * 1_000, longest: counted.longest };
    Object.assign(counted, { frames: 0, longest: 0, since: now });
    return told;
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2).padStart(6)} MB`;
}

await using folder = await createBenchFolder(CONFIGURATION);
await using server = await startBenchServer(folder);
const load = new KeyedLoad({ url: server.url, group: "load", rate, keys, bytes: 100 });
await using browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
const problems: string[] = [];
page.on("pageerror", (error) => problems.push(String(error)));
await page.goto(`${server.url}/boards/load`);
const publishing = load.run(minutes * 60 + 5);
await page.locator(".chart-plot canvas").waitFor();
const session = await page.context().newCDPSession(page);
await pause(5_000);
await countFrames(page);
await session.send("Performance.enable");
let busy = await busyOf(session);
print(`${keys} keys, ${rate} messages/s, keep ${values.keep}, window ${values.window}, ${minutes} min`);
print("  time  frames/s   longest    busy   heap after GC   typed arrays  DOM nodes");
for (let seconds = SAMPLE; seconds <= minutes * 60; seconds += SAMPLE) {
  await pause(SAMPLE * 1_000);
  const { perSecond, longest } = await framesOf(page);
  const share = (await busyOf(session) - busy) / SAMPLE;
  const { heap, arrays, nodes } = await heldBy(session);
  const row = [
    `${seconds} s`.padStart(6),
    perSecond.toFixed(1).padStart(9),
    `${longest.toFixed(0)} ms`.padStart(9),
    `${(share * 100).toFixed(0)} %`.padStart(7),
    megabytes(heap).padStart(15),
    megabytes(arrays).padStart(14),
    String(nodes).padStart(10),
  ];
  print(row.join(" "));
  // What collecting cost is nothing that a viewer sees.
  await framesOf(page);
  busy = await busyOf(session);
}
const published = await publishing;
print(
  `  published ${published.count}, at ${published.rate.toFixed(0)}/s; ${problems.length} errors on the page`,
);
for (const problem of problems) print(`  ${problem}`);
Deno.exit(problems.length > 0 ? 1 : 0);
