import {
  API_KEY,
  type RunningBoardcast,
  startBoardcast,
  type StartOptions,
} from "../../tests/support/boardcast.ts";

/** A folder for a server's data and configuration. Disposing removes it. */
export interface BenchFolder extends AsyncDisposable {
  readonly data: string;
  readonly configuration: string;
}

/** Writes `configuration` (YAML) into a new folder. */
export async function createBenchFolder(configuration: string): Promise<BenchFolder> {
  const folder = await Deno.makeTempDir({ prefix: "boardcast-bench-" });
  await Deno.writeTextFile(`${folder}/boardcast.yaml`, configuration);
  return {
    data: `${folder}/data`,
    configuration: `${folder}/boardcast.yaml`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Starts a server on `folder`: a process of its own, with its data on disk. */
export async function startBenchServer(
  { data, configuration }: BenchFolder,
  options: StartOptions = {},
): Promise<RunningBoardcast> {
  return await startBoardcast({ ...options, data, env: { BOARDCAST_CONFIG: configuration, ...options.env } });
}

/** All metrics of a server by their name with labels, as in `boardcast_connections{board="load",dialect="v1"}`. */
export async function readMetrics(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers: { "x-api-key": API_KEY } });
  if (!response.ok) {
    throw new Error(`GET /metrics was answered with ${response.status}: ${await response.text()}`);
  }
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
}
