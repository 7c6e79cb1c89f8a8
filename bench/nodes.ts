/**
 * Two nodes on one Redis: how long a publication takes to its viewers, how many there can be, and what a delivery costs,
 * beside Socket.IO with its Redis adapter and, where there is a Python for it, channels_redis. See bench/README.md.
 */
import { parseArgs } from "node:util";
import { print } from "../src/cli/print.ts";
import { djangoEnvironment } from "../tests/support/django_environment.ts";
import { startRedis } from "../tests/support/redis.ts";
import { usageOf } from "./load/process_usage.ts";
import { startBoardcastPeer } from "./peers/boardcast_peer.ts";
import { channelsPeer } from "./peers/channels_peer.ts";
import type { NodesLoad, NodesResult, StartPeer } from "./peers/peer.ts";
import { startSocketIoPeer } from "./peers/socketio_peer.ts";

const { values } = parseArgs({
  options: {
    viewers: { type: "string", default: "1000" },
    groups: { type: "string", default: "100" },
    rate: { type: "string", default: "1000" },
    seconds: { type: "string", default: "15" },
    only: { type: "string" },
  },
});
const [viewers, groups, rate, seconds] = [values.viewers, values.groups, values.rate, values.seconds].map(
  Number,
) as [number, number, number, number];
const STEADY: NodesLoad = { viewers, groups, rate, seconds };
const FULL: NodesLoad = { ...STEADY, rate: 0, seconds: Math.ceil(seconds / 3) };
/** So many viewers, to see whether Redis has more to do when there are more of them. */
const FEW: NodesLoad = { ...STEADY, viewers: Math.max(2, Math.ceil(viewers / 10)), seconds: FULL.seconds };

/** What one run of one peer came to. */
interface Line {
  readonly name: string;
  readonly load: string;
  readonly result: NodesResult;
  /** In ms of processor time, of the nodes and Redis together. */
  readonly cpu: number;
  /** Commands that Redis was sent. */
  readonly commands: number;
}

const python = `${await djangoEnvironment()}/bin/python`;
const hasPython = await Deno.stat(python).then(() => true, () => false);
if (!hasPython) {
  print("channels_redis is left out: there is no Python environment with it (deno task prepare makes one)");
}
const PEERS: readonly (readonly [string, StartPeer])[] = [
  ["Boardcast", startBoardcastPeer],
  ["Socket.IO", startSocketIoPeer],
  ...hasPython
    ? [["channels_redis pubsub", channelsPeer(python, "pubsub")], [
      "channels_redis core",
      channelsPeer(python, "core"),
    ]] as const
    : [],
];

print(`${viewers} viewers on two nodes, ${groups} groups; steady: ${rate} publications/s for ${seconds} s`);
const lines: Line[] = [];
for (const [name, start] of PEERS.filter(([name]) => name.startsWith(values.only ?? ""))) {
  for (const [what, load] of [["steady", STEADY], ["few viewers", FEW], ["full speed", FULL]] as const) {
    const line = await measure(name, what, start, load);
    lines.push(line);
    print(textOf(line));
  }
}
const [ours] = lines.filter(({ name, load }) => name === "Boardcast" && load === "full speed");
for (const line of lines.filter(({ name, load }) => name !== "Boardcast" && load === "full speed")) {
  if (ours) print(`at full speed, Boardcast / ${line.name}: ${ratios(ours, line)}`);
}

async function measure(name: string, what: string, start: StartPeer, load: NodesLoad): Promise<Line> {
  await using redis = await startRedis();
  await using peer = await start(redis.url, load);
  const pid = Number(/process_id:(\d+)/.exec(await redis.cli("INFO", "server"))?.[1]);
  const before = await spent([...peer.pids, pid], redis);
  const result = await peer.run(load);
  const after = await spent([...peer.pids, pid], redis);
  return {
    name,
    load: what,
    result,
    cpu: after.cpu - before.cpu,
    commands: after.commands - before.commands,
  };
}

async function spent(
  pids: readonly number[],
  redis: { cli(...args: string[]): Promise<string> },
): Promise<{ cpu: number; commands: number }> {
  const usages = await Promise.all(pids.map((pid) => usageOf(pid).catch(() => ({ cpu: 0 }))));
  const commands = Number(/total_commands_processed:(\d+)/.exec(await redis.cli("INFO", "stats"))?.[1]);
  return { cpu: usages.reduce((sum, { cpu }) => sum + cpu, 0), commands };
}

function textOf({ name, load, result, cpu, commands }: Line): string {
  const { published, ms, count, p50, p99 } = result;
  const perSecond = (number: number) => Math.round(number / ms * 1000);
  return [
    name.padEnd(22),
    load.padEnd(12),
    `${perSecond(published)} publications/s`,
    `${perSecond(count)} deliveries/s`,
    `p50 ${p50.toFixed(1)} ms`,
    `p99 ${p99.toFixed(1)} ms`,
    `${(cpu / count * 1000).toFixed(1)} µs of CPU a delivery`,
    `${(commands / published).toFixed(2)} Redis commands a publication`,
  ].join("  ");
}

function ratios(ours: Line, other: Line): string {
  const rate = ({ result: { published, ms } }: Line) => published / ms;
  const deliveries = ({ result: { count, ms } }: Line) => count / ms;
  return `publications ${(rate(ours) / rate(other)).toFixed(1)} ×, deliveries ` +
    `${(deliveries(ours) / deliveries(other)).toFixed(1)} ×`;
}
