import type { Dialect } from "../protocol/codec.ts";
import type { Delivery } from "./delivery.ts";

/** A connection as a group sees it. */
export interface Member {
  readonly dialect: Dialect;
  /** Takes what was published; never waits, never throws. */
  deliver(delivery: Delivery): void;
}
