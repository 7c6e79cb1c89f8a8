/** A board that an operator declared, with an event of each kind of rule, and ways to publish on it. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast, startBoardcast, type StartOptions } from "./boardcast.ts";
import type { Receipt } from "./http_client.ts";

const CONFIGURATION = `
boards:
  plant:
    path: /ws/plant/{site}/
    access: {open: true}
    groups:
      - log_{site}
      - short_{site}
      - state_{site}
      - series_{site}
      - transient_{site}
      - {name: "room_{site}_{room}", join: true}
    events:
      entry: {keep: 100000}
      brief: {keep: 5}
      state: {key: [k], keep: 1}
      series: {key: [k], keep: 3}
      flash: {}
`;

/** Something to publish. */
export interface Item {
  group: string;
  message: Record<string, unknown>;
}

/** Starts a server that has the board `plant`. */
export async function startPlant(options: StartOptions = {}): Promise<RunningBoardcast> {
  const file = await Deno.makeTempFile({ prefix: "boardcast-plant-", suffix: ".yaml" });
  await Deno.writeTextFile(file, CONFIGURATION);
  try {
    const args = ["--config", file, ...options.args ?? []];
    return await startBoardcast({ ...options, args });
  } finally {
    await Deno.remove(file);
  }
}

/** Where a site of the plant is watched. */
export function plantUrl(server: RunningBoardcast, site: string): string {
  return `${server.wsUrl}/ws/plant/${site}/`;
}

/** Publishes `items` in one request and fails unless they are kept; with `key` a second time is the first. */
export async function publishAll(
  server: Pick<RunningBoardcast, "url">,
  items: readonly Item[],
  { key }: { key?: string } = {},
): Promise<Receipt[]> {
  const response = await fetch(`${server.url}/api/v1/publish`, {
    method: "POST",
    headers: { "x-api-key": API_KEY, ...key !== undefined && { "idempotency-key": key } },
    body: JSON.stringify(items),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

/** Messages `from` to `to` for `group`, each with its number `n`. */
export function numbered(
  group: string,
  from: number,
  to: number,
  more: Record<string, unknown> = {},
): Item[] {
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    group,
    message: { type: "entry", n: from + at, ...more },
  }));
}
