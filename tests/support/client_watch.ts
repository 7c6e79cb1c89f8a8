/** Waits for what a `BoardClient` tells, and small helpers around it. */
import assert from "node:assert/strict";
import type { BoardClient } from "../../src/client/board_client.ts";
import type { Status } from "../../src/client/board_connection.ts";

// deno-lint-ignore no-explicit-any -- of any board.
type AnyClient = BoardClient<any>;

/** The first of what `type` tells from now on that `isWanted` accepts; rejects after `timeout` (default 10_000). */
export function heard<T = Record<string, unknown>>(
  client: AnyClient,
  type: string,
  isWanted: (told: T) => boolean = () => true,
  timeout: number = 10_000,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(
    () =>
      reject(new Error(`No ${type} within ${timeout} ms; the client is ${JSON.stringify(client.status)}`)),
    timeout,
  );
  const off = client.on(type, (told: T) => {
    if (isWanted(told)) resolve(told);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    off();
  });
}

/** Waits until the status is `name`. */
export async function until(client: AnyClient, name: Status["name"]): Promise<Status> {
  if (client.status.name === name) return client.status;
  return await heard<Status>(client, "$status", (status) => status.name === name);
}

/** The names of the status that `client` takes from now on. */
export function statusNames(client: AnyClient): string[] {
  const names: string[] = [];
  client.on("$status", ({ name }: Status) => void names.push(name));
  return names;
}

/** Fails unless `promise` rejects with a `BoardError` of this code. */
export async function assertRefused(promise: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(promise, { name: "BoardError", code });
}
