import type { Identity } from "../auth/identity.ts";
import type { Endpoint, Params } from "../board/board.ts";
import type { GroupRegistry } from "../group/group_registry.ts";
import type { Close } from "../protocol/close_code.ts";
import type { Dialect } from "../protocol/codec.ts";
import type { ControlParts } from "./control.ts";
import type { LagWatch } from "./lag_watch.ts";
import type { RemoteKind } from "./remote_kind.ts";
import type { Traffic } from "./traffic.ts";
import type { Wire } from "./wire.ts";

/** What limits a connection (`limits` of the configuration). */
export interface ConnectionLimits {
  readonly frameBytes: number;
  readonly commandsPerSecond: number;
  readonly groupsPerConnection: number;
  readonly highWaterBytes: number;
  readonly heartbeatMs: number;
}

/** What a connection needs to know and to reach. */
export interface ConnectionParts extends ControlParts {
  readonly wire: Wire;
  readonly dialect: Dialect;
  readonly remote: RemoteKind;
  readonly identity: Identity | null;
  /** When its identity was proven, in ms since 1970 by the clock that all nodes share. */
  readonly provenAt: number;
  readonly path: string;
  readonly board: string;
  readonly endpoint: Endpoint;
  readonly params: Params;
  readonly groups: GroupRegistry;
  readonly lagWatch: LagWatch;
  readonly traffic: Traffic;
  readonly limits: ConnectionLimits;
  readonly server: string;
  /** Called once, when it has ended; `null` if the peer ended it. */
  readonly onClosed: (close: Close | null) => void;
}
