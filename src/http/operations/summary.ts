import type { Durations } from "../../group/durations.ts";
import type { JsonObject } from "../../protocol/message.ts";
import type { OperationsParts } from "./operations_parts.ts";

/** How this node is doing, as JSON; see docs/operations.md. */
export function summaryOf(parts: OperationsParts): JsonObject {
  const { backend, backendName, connections, groups, publisher, refusals, trend } = parts;
  const { self, all } = backend.nodes;
  const now = Date.now();
  return {
    node: { ...self, uptime: now - self.started, memory: Deno.memoryUsage().rss },
    time: now,
    backend: { name: backendName, problem: backend.problem() },
    nodes: all.map((node) => ({ ...node, here: node.id === self.id, load: trend.of(node.id) })),
    now: trend.now,
    trend: { every: trend.every, samples: trend.samples },
    people: connections.people,
    groups: groups.size,
    boards: [...connections.perBoard].map(([board, count]) => ({ board, connections: count })),
    totals: {
      publications: publisher.published,
      publishesRefused: publisher.refused,
      deliveries: connections.traffic.deliveries,
      dropped: connections.traffic.dropped,
      refusals: refusals.total,
    },
    latency: latencyOf(parts),
  };
}

/** Of the last minute, in ms: the whole way, and its steps. */
function latencyOf({ groups, loopDelays }: OperationsParts): JsonObject {
  const { publishToViewer, commit, encode, hand } = groups.timings;
  const steps: [string, Durations][] = [
    ["commit", commit],
    ["encode", encode],
    ["hand to sockets", hand],
    ["event loop delay", loopDelays],
  ];
  return {
    publishToViewer: publishToViewer.summary(),
    steps: steps.map(([step, durations]) => ({ step, ...durations.summary() })),
  };
}
