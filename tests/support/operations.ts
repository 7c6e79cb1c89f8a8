/** What the operations API reads, without a server around it. */
import { Endings } from "../../src/auth/endings.ts";
import type { Sessions } from "../../src/auth/sessions.ts";
import { Connections } from "../../src/connection/connections.ts";
import { LagWatch } from "../../src/connection/lag_watch.ts";
import { Refusals } from "../../src/connection/refusals.ts";
import { Durations } from "../../src/group/durations.ts";
import type { OperationsParts } from "../../src/http/operations/operations_parts.ts";
import { Trend } from "../../src/http/operations/trend.ts";
import type { Boards } from "./boards.ts";

/** The parts for `boards` that nobody watches. Disposing stops their timers. */
export function openOperations(
  { backend, catalog, groups, publisher, sessions }: Boards & { sessions: Sessions },
): OperationsParts & Disposable {
  const connections = new Connections(new Endings(backend.store), backend.nodes);
  const lagWatch = new LagWatch(30_000);
  const { publishToViewer } = groups.timings;
  const trend = new Trend({ connections, publisher, lagWatch, publishToViewer, nodes: backend.nodes });
  return {
    backendName: "local",
    backend,
    catalog,
    connections,
    groups,
    lagWatch,
    publisher,
    refusals: new Refusals(),
    sessions,
    trend,
    loopDelays: new Durations(),
    limits: { slowMs: 30_000, highWaterBytes: 262_144 },
    [Symbol.dispose]: () => trend[Symbol.dispose](),
  };
}
