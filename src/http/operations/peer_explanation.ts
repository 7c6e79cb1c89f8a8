import type { Connection } from "../../connection/connection.ts";
import type { Group } from "../../group/group.ts";
import type { JsonObject } from "../../protocol/message.ts";
import type { Position } from "../../protocol/position.ts";
import type { OperationsParts } from "./operations_parts.ts";
import { factsOf, oldestUnsent } from "./peer_list.ts";

/** In which groups `connection` is, where it stands in each, what it was spared, and in words why it lags. */
export function explanationOf(connection: Connection, { limits }: OperationsParts): JsonObject {
  const now = Date.now();
  const { lag, outbox } = connection;
  const unsent = oldestUnsent(connection);
  return {
    ...factsOf(connection),
    behind: unsent === Infinity ? 0 : Math.max(0, now - unsent),
    dropped: outbox.dropped,
    highWater: limits.highWaterBytes,
    lag: lag && { since: lag.since, progressAt: lag.progressAt, closesAt: lag.progressAt + limits.slowMs },
    reasons: reasonsOf(connection, limits, now),
    groups: [...outbox.places].map(([group, position]) => standingOf(group, position)),
  };
}

/** What is not kept any more of what it has not got, it is never sent: newer ones took its place. */
function standingOf({ name, record }: Group, position: Position | null): JsonObject {
  const newest = record.position.offset;
  const at = position?.epoch === record.epoch ? position.offset : 0;
  const waiting = record.countAfter(at);
  return { group: name, offset: at, newest, behind: newest - at, waiting, skipped: newest - at - waiting };
}

function reasonsOf(
  { lagging, lag, outbox }: Connection,
  { slowMs, highWaterBytes }: OperationsParts["limits"],
  now: number,
): string[] {
  const { waitingBytes } = outbox;
  const waits = `${kibibytes(waitingBytes)} wait in its socket`;
  if (!lagging) {
    return [waitingBytes === 0 ? "Everything has been sent" : `${waits}: the network takes its time`];
  }
  if (!lag) return ["It has just come and has not been caught up for the first time"];
  const still = seconds(now - lag.progressAt);
  const isReading = now - lag.progressAt < 1_000;
  return [
    `${waits}, with ${
      kibibytes(highWaterBytes)
    } as the limit: it is sent nothing more until half of that is left`,
    isReading
      ? "It reads, but more slowly than is published, or its network is slow"
      : `It has read nothing for ${still}, and is closed as too slow in ${
        seconds(slowMs - (now - lag.progressAt))
      }`,
    ...outbox.dropped > 0 ? [`It has missed ${outbox.dropped} publications that no record keeps`] : [],
  ];
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KiB`;
}

function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}
