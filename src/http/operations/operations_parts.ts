import type { Sessions } from "../../auth/sessions.ts";
import type { Backend } from "../../backend/backend.ts";
import type { BoardCatalog } from "../../board/board_catalog.ts";
import type { Publisher } from "../../board/publisher.ts";
import type { Connections } from "../../connection/connections.ts";
import type { LagWatch } from "../../connection/lag_watch.ts";
import type { Refusals } from "../../connection/refusals.ts";
import type { Durations } from "../../group/durations.ts";
import type { GroupRegistry } from "../../group/group_registry.ts";
import type { Trend } from "./trend.ts";

/** The parts of the server that know how it is doing. */
export interface OperationsParts {
  /** What keeps the records: `local` or `redis`. */
  readonly backendName: string;
  readonly backend: Backend;
  readonly catalog: BoardCatalog;
  readonly connections: Connections;
  readonly groups: GroupRegistry;
  readonly lagWatch: LagWatch;
  readonly publisher: Publisher;
  readonly refusals: Refusals;
  readonly sessions: Sessions;
  readonly trend: Trend;
  /** How late the event loop comes to a timer. */
  readonly loopDelays: Durations;
  /** After how long without progress a lagging connection is closed, and what may wait for it. */
  readonly limits: { readonly slowMs: number; readonly highWaterBytes: number };
}
