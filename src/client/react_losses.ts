import type { BoardClient } from "./board_client.ts";
import type { JsonObject } from "../protocol/message.ts";

/** A client of any board. */
// deno-lint-ignore no-explicit-any -- what a board's events are matters only to whoever names one.
export type AnyClient = BoardClient<any>;

/**
 * Calls `onLoss` when what was told in some groups may not be shown any more, since one is in them no longer or is somebody
 * else, until the result is called.
 */
export function watchLosses(
  client: AnyClient,
  onLoss: (isLost: (group: string) => boolean) => void,
): () => void {
  let identity = client.identity;
  const offs = [
    client.on("$welcome", ({ groups }: JsonObject) => {
      const isOther = identity !== null && identity.subject !== client.identity?.subject;
      identity = client.identity;
      onLoss((group) => isOther || !Object.hasOwn(groups as JsonObject, group));
    }),
    client.on("$status", ({ name }: { name: string }) => {
      if (name === "refused" && client.identity === null) onLoss(() => true);
    }),
    // Only the answer to $leave names a group and nothing of it.
    client.on("$reply", ({ group, epoch, acknowledged }: JsonObject) => {
      if (group !== undefined && epoch === undefined && acknowledged === undefined) {
        onLoss((name) => name === group);
      }
    }),
  ];
  return () => offs.forEach((off) => off());
}
