/**
 * What a viewer that reads nothing and one that reads 1 KB a second cost the others: runs with and without the two in
 * turn, each on a new server. See bench/README.md.
 */
import { parseArgs } from "node:util";
import { print } from "../src/cli/print.ts";
import { type RunOptions, type RunResult, runWith } from "./load/slow_run.ts";
import { median } from "./load/latencies.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "2000" },
    viewers: { type: "string", default: "100" },
    seconds: { type: "string", default: "30" },
    stuck: { type: "string", default: "1" },
    pairs: { type: "string", default: "3" },
    others: { type: "string", default: "0.15" },
  },
});
const options: RunOptions = {
  rate: Number(values.rate),
  viewers: Number(values.viewers),
  seconds: Number(values.seconds),
  stuck: Number(values.stuck),
};
const pairs = Number(values.pairs);
/** Shares of one core that all other processes may use. */
const othersAllowed = Number(values.others);

print(
  `${options.viewers} healthy viewers, ${options.rate} publications/s of 1 KB over 50 keys, ${options.seconds} s`,
);
const without: RunResult[] = [];
const withSlow: RunResult[] = [];
for (let pair = 0; pair < pairs; pair++) {
  // The order is reversed each time, so that what drifts falls on both.
  for (const slow of pair % 2 === 0 ? [false, true] : [true, false]) {
    (slow ? withSlow : without).push(await runUndisturbed(slow));
  }
}
print(`median without ${summaryOf(without)}`);
print(`median with    ${summaryOf(withSlow)}`);
const ratio = medianOf(withSlow, "p99") / medianOf(without, "p99");
const more = medianOf(withSlow, "memoryMedian") - medianOf(without, "memoryMedian");
print(`p99 with / without: ${ratio.toFixed(2)}; memory with - without: ${megabytes(more)} MB`);
if (withSlow.some(({ behind }) => behind > 0)) {
  print("A slow viewer did not get the newest value of every key");
  Deno.exitCode = 1;
}

/** Repeats a run while somebody else uses the machine. */
async function runUndisturbed(slow: boolean): Promise<RunResult> {
  for (;;) {
    const result = await runWith(slow, options);
    const isDisturbed = result.processors.others > othersAllowed;
    print(`${isDisturbed ? "(disturbed) " : ""}${lineOf(slow ? "with   " : "without", result)}`);
    if (!isDisturbed) return result;
  }
}

function lineOf(name: string, result: RunResult): string {
  const { sent, healthy, complete, slow } = result;
  const { server, load, others } = result.processors;
  const parts = [
    `${name} ${sent.rate.toFixed(0)}/s published`,
    `${(healthy.count / sent.count * sent.rate).toFixed(0)} deliveries/s, ${percent(complete)} of all`,
    `p50 ${healthy.p50.toFixed(2)} p99 ${healthy.p99.toFixed(2)} max ${healthy.max.toFixed(1)} ms`,
    `memory ${megabytes(result.memoryMedian)} MB, at most ${megabytes(result.memoryMax)}`,
    `processor: server ${percent(server)}, load ${percent(load)}, others ${percent(others)}`,
    ...slow,
  ];
  return parts.join(" | ");
}

function summaryOf(results: readonly RunResult[]): string {
  const [p50, p99, memory] = [
    medianOf(results, "p50"),
    medianOf(results, "p99"),
    medianOf(results, "memoryMedian"),
  ];
  return `p50 ${p50.toFixed(2)} p99 ${p99.toFixed(2)} ms | memory ${megabytes(memory)} MB`;
}

function medianOf(results: readonly RunResult[], what: "p50" | "p99" | "memoryMedian"): number {
  return median(
    results.map((result) => what === "memoryMedian" ? result.memoryMedian : result.healthy[what]),
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
