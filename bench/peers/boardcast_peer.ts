import { API_KEY } from "../../tests/support/boardcast.ts";
import { createBenchFolder, startBenchServer } from "../load/bench_server.ts";
import { stamp } from "../load/stamps.ts";
import { HttpLoad } from "./http_load.ts";
import type { NodesLoad, Peer } from "./peer.ts";

const BOARD = `
boards:
  load:
    path: /ws/load/{n}/
    access: {open: true}
    groups: ["load_{n}"]
    events: {tick: {keep: 100}}
`;
const PADDING = "x".repeat(100);

/** Two nodes of Boardcast with `backend: redis`, one of which is published to over HTTP. */
export async function startBoardcastPeer(redisUrl: string, load: NodesLoad): Promise<Peer> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createBenchFolder(BOARD));
  const env = { BOARDCAST_BACKEND: "redis", REDIS_URL: redisUrl, BOARDCAST_LOG_LEVEL: "error" };
  const nodes = [];
  for (const name of ["one", "two"]) {
    const data = `${folder.data}-${name}`;
    nodes.push(stack.use(await startBenchServer({ ...folder, data }, { env })));
  }
  const [first] = nodes;
  const publish = async (groups: readonly number[]) => {
    const body = JSON.stringify(groups.map((n) => ({
      group: `load_${n}`,
      message: { type: "tick", at: stamp(), padding: PADDING },
    })));
    const headers = { "x-api-key": API_KEY, "content-type": "application/json" };
    const response = await fetch(`${first!.url}/api/v1/publish`, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    await response.body?.cancel();
  };
  const viewed = nodes.map(({ port }) => ({ port, pathOf: (group: number) => `/ws/load/${group}/` }));
  const http = stack.use(await HttpLoad.open(viewed, load, publish));
  const parts = stack.move();
  return {
    pids: nodes.map(({ pid }) => pid),
    run: (load) => http.run(load),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
