import type { Idempotency } from "../../backend.ts";

/** A message that came in, and the group of ours that it is for. */
export interface Received {
  readonly group: string;
  /** JSON text, as it came. */
  readonly text: string;
  /** Makes a second one with the same key the same one; `null` if that cannot be told. */
  readonly idempotency: Idempotency | null;
}

/**
 * Publishes what comes in through Redis; why not, in words, or `null` if it is kept.
 * @throws StorageError when nothing can be kept now
 */
export type Taker = (received: Received) => Promise<string | null>;
