/** Real nodes of one installation on a real Redis, each a process of its own. */
import type { RunningBoardcast } from "./boardcast.ts";
import { startPlant } from "./plant.ts";

/** Starts a node that has the board `plant` on the Redis at `url`. */
export function startNode(url: string, env: Record<string, string> = {}): Promise<RunningBoardcast> {
  return startPlant({ args: ["--backend", "redis"], env: { REDIS_URL: url, ...env } });
}

/** The status of a path of `server`. */
export async function statusOf({ url }: RunningBoardcast, path: string): Promise<number> {
  const response = await fetch(url + path);
  await response.body?.cancel();
  return response.status;
}

/** Waits, for at most 20 s, until `condition` holds. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !await condition();) {
    if (Date.now() > deadline) throw new Error(`It has not come about within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
