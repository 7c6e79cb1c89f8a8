/** A message with its place in a group's record. */
export interface Publication {
  /** 1, 2, 3 … in its group and epoch; `null` for a transient one, which is kept nowhere. */
  readonly offset: number | null;
  readonly event: string;
  /** The key under the event's rule; `null` for an event without one. */
  readonly key: string | null;
  /** When it was published, in ms since 1970. */
  readonly time: number;
  /** Shared by the copies of one message that went into several groups; `null` for a message in one group. */
  readonly id: string | null;
  /** The message as JSON text, encoded once for everybody. */
  readonly text: string;
  /** When this node was asked to publish it, by `performance.now()`; it is unknown of what another node was given. */
  readonly handedIn?: number;
}

/** A publication that a record keeps. */
export type KeptPublication = Publication & { readonly offset: number };
