import type { Dialect } from "../protocol/codec.ts";
import type { Person } from "../protocol/control.ts";
import type { Position } from "../protocol/position.ts";
import type { Delivery } from "./delivery.ts";

export type { Person };

/** A connection as a group sees it. */
export interface Member {
  readonly dialect: Dialect;
  /** Who it is; `null` for somebody who has not signed in. */
  readonly person: Person | null;
  /** Takes what was published; never waits, never throws. */
  deliver(delivery: Delivery): void;
  /** Takes what the group `name` has after `position`, where it had been before its numbering began again. */
  setBack(name: string, position: Position): void;
  /** Takes a frame about a group that is no publication; one that is lagging takes the state later instead. */
  tell(frame: string): void;
}
