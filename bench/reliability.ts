/**
 * How reliable delivery is: viewers whose connections are cut again and again while much is published, and the same with
 * a server that is killed. Ends with 1 unless every viewer was told everything exactly once and in order.
 *
 * deno run -A bench/reliability.ts [--viewers 200] [--publications 20000] [--per-second 2000] [--per-request 20]
 *   [--seed 1] [--deaf]
 */
import { parseArgs } from "node:util";
import { print } from "../src/cli/print.ts";
import { Random } from "../src/demo/random.ts";
import { GROUPS, ReliabilityServer } from "./reliability_board.ts";
import { type Load, produce, type Produced } from "./reliability_producer.ts";
import { ReliabilityViewer } from "./reliability_viewer.ts";

/** How long the last viewer may take to be caught up after the last publication. */
const ARRIVAL = 60_000;
const KILLS = 5;

interface Options extends Load {
  readonly viewers: number;
  readonly seed: number;
  /** Makes one viewer not hear one publication, which must be noticed. */
  readonly deaf: boolean;
}

interface Outcome {
  readonly produced: Produced;
  readonly viewers: readonly ReliabilityViewer[];
  readonly arrived: number;
  readonly ms: number;
}

const options = readOptions();
let failed = false;
for (const kills of [0, KILLS]) {
  const outcome = await run(options, kills);
  const good = report(outcome, options, kills);
  failed ||= !good;
}
Deno.exit(failed ? 1 : 0);

async function run(given: Options, kills: number): Promise<Outcome> {
  await using server = await ReliabilityServer.start();
  await using stack = new AsyncDisposableStack();
  const viewers = Array.from({ length: given.viewers }, (_, at) =>
    stack.use(
      new ReliabilityViewer(server.watchUrl, {
        publications: given.publications,
        random: new Random(given.seed * 1_000 + at),
        deafAt: given.deaf && at === 0 ? Math.floor(given.publications / 2) : null,
      }),
    ));
  const over = new AbortController();
  const lives = viewers.map((viewer) => viewer.live(over.signal));
  const startedAt = performance.now();
  const killing = killAgain(server, kills, given.publications / given.perSecond * 1000);
  const produced = await produce(server, given);
  await killing;
  over.abort();
  await Promise.all(lives);
  const arrivals = await Promise.all(viewers.map((viewer) => viewer.arrives(produced.acknowledged, ARRIVAL)));
  const ms = performance.now() - startedAt;
  return { produced, viewers, arrived: arrivals.filter(Boolean).length, ms };
}

/** Kills the server `kills` times, evenly over `ms`. */
async function killAgain(server: ReliabilityServer, kills: number, ms: number): Promise<void> {
  const startedAt = performance.now();
  for (let kill = 1; kill <= kills; kill++) {
    const due = startedAt + ms * kill / (kills + 1);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    await server.killAndRestart();
  }
}

/** Prints the figures; whether everything was told exactly once, in order. */
function report({ produced, viewers, arrived, ms }: Outcome, given: Options, kills: number): boolean {
  const { acknowledged, retries } = produced;
  const published = [...acknowledged.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  const expected = given.publications * viewers.length;
  const exact = sum(viewers.map((viewer) => viewer.countExact(acknowledged)));
  const readers = viewers.map(({ client }) => client.reader);
  const holes = sum(readers.map((reader) => reader.holes));
  const faults = readers.flatMap((reader) => reader.faults);
  const faultCount = sum(readers.map(({ faultCount }) => faultCount));
  const lines = [
    `${viewers.length} viewers, ${GROUPS.length} groups each, the server killed ${kills} times, seed ${given.seed}`,
    `  published       ${published} of ${given.publications} acknowledged, at ${
      perSecond(published, produced.ms)
    }/s; ` +
    `latest request ${Math.round(produced.latest)} ms late; ${retries} repeated`,
    `  connections     ${sum(viewers.map(({ cuts }) => cuts))} cut, ${
      sum(viewers.map(({ losses }) => losses))
    } lost`,
    `  exactly once    ${exact} of ${expected} deliveries in order: ${percent(exact, expected)}`,
    `  holes           ${holes} offsets unannounced; ${sum(readers.map(({ gaps }) => gaps))} gaps announced`,
    `  other faults    ${faultCount}${faults.slice(0, 5).map((fault) => `\n    ${fault}`).join("")}`,
    `  caught up       ${arrived} viewers, ${Math.round(ms - produced.ms)} ms after the last acknowledgement`,
  ];
  print(lines.join("\n"));
  return exact === expected && published === given.publications && holes === 0 && faultCount === 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function perSecond(count: number, ms: number): number {
  return Math.round(count / ms * 1000);
}

/** Never rounded up to 100 %. */
function percent(part: number, whole: number): string {
  return `${Math.floor(part / whole * 1_000_000) / 10_000} %`;
}

function readOptions(): Options {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      viewers: { type: "string", default: "200" },
      publications: { type: "string", default: "20000" },
      "per-second": { type: "string", default: "2000" },
      "per-request": { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      deaf: { type: "boolean", default: false },
    },
  });
  return {
    viewers: Number(values.viewers),
    publications: Number(values.publications),
    perSecond: Number(values["per-second"]),
    perRequest: Number(values["per-request"]),
    seed: Number(values.seed),
    deaf: values.deaf,
  };
}
