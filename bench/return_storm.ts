/**
 * Ten thousand viewers that are all cut at once and come back with their positions. See bench/README.md.
 */
import { parseArgs } from "node:util";
import { print } from "../src/cli/print.ts";
import { type Cut, runStorm, type StormResult } from "./load/storm_run.ts";

const { values } = parseArgs({
  options: {
    viewers: { type: "string", default: "10000" },
    sites: { type: "string", default: "100" },
    pace: { type: "string", default: "4000" },
    cut: { type: "string", default: "kill,drain,network" },
  },
});
const viewers = Number(values.viewers);
const sites = Number(values.sites);
const pace = Number(values.pace);

for (const cut of values.cut.split(",") as Cut[]) {
  const result = await runStorm({ cut, viewers, sites, pace });
  print(`${cut}, pace ${pace} ms: ${lineOf(result)}`);
  const { complete, repeated, lost } = result.report;
  if (complete < viewers || repeated > 0 || lost > 0) Deno.exitCode = 1;
}

function lineOf(result: StormResult): string {
  const { report, recordReads, processors } = result;
  return [
    `${report.back} of ${viewers} back, ${report.complete} with everything`,
    `listening after ${seconds(result.listening)}`,
    `half back after ${seconds(result.half)}, 99 % ${seconds(result.most)}, all ${seconds(result.all)}`,
    `${report.tries} tries, ${report.repeated} repeated, ${report.lost} lost, ${report.gaps} gaps`,
    `${recordReads} records read for ${sites + 1} groups`,
    `processor: server ${seconds(processors.server)}, load ${seconds(processors.load)}, others ${
      seconds(processors.others)
    }`,
    `health answered after ${result.probed.toFixed(0)} ms at most`,
    `event loop late: ${result.delays}`,
    `load busy for ${report.busy.toFixed(0)} ms at most`,
  ].join(" | ");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
