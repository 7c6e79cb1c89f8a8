import type { EventRule } from "../record/event_rule.ts";
import type { Record } from "../record/record.ts";
import type { Publication } from "../record/publication.ts";
import type { Position } from "../protocol/position.ts";
import type { JsonObject } from "../protocol/message.ts";
import type { Nodes, OnTold } from "./nodes.ts";

/** A message on its way into a group: checked, complete, encoded, not yet numbered. */
export interface Draft {
  readonly group: string;
  readonly event: string;
  readonly key: string | null;
  readonly id: string | null;
  readonly text: string;
  /** See `Publication`. */
  readonly handedIn?: number;
}

/** What became of a draft. `offset` is `null` for a transient one. */
export interface Published {
  readonly group: string;
  readonly epoch: string;
  readonly offset: number | null;
}

/** Makes a second request with the same `key` get the first one's answer; `fingerprint` tells a different request. */
export interface Idempotency {
  readonly key: string;
  readonly fingerprint: string;
}

/**
 * The publications that became visible together in one turn of the event loop, by group, in the order of each group's
 * first one.
 */
export type OnPublications = (turn: ReadonlyMap<string, readonly Publication[]>) => void;

/** The offsets in `group` that were acknowledged in one turn, after what was published in it was handed on. */
export type OnAcknowledged = (group: string, offsets: readonly number[]) => void;

/** Publications of a group that a backend has lost, published between `since` and `until` (ms since 1970). */
export interface Lost {
  readonly from: number;
  readonly to: number;
  readonly since: number | null;
  readonly until: number;
}

/** The rules of events, and who is told what becomes of groups. */
export interface BackendEvents {
  ruleOf(group: string, event: string): EventRule;
  readonly onPublications: OnPublications;
  readonly onAcknowledged?: OnAcknowledged;
  readonly onTold?: OnTold;
  /** Publications of a group were lost before members here had them. */
  onLost?(group: string, lost: Lost): void;
  /** The numbering of a group, which had come to `before`, has begun again. */
  onRestarted?(group: string, before: Position): void;
}

/** The groups' records. */
export interface Records {
  /** How often a record was read from where it is kept. */
  readonly loads: number;
  /**
   * Numbers, keeps and then hands on `drafts`: all of them or none.
   * The first `answered` of them are the answer. Resolves when they are kept.
   * @throws IdempotencyConflict @throws StorageError
   */
  publish(
    drafts: readonly Draft[],
    options?: { idempotency?: Idempotency; answered?: number },
  ): Promise<Published[]>;
  /**
   * Takes the publications with these `offsets` out of the record of `group`, for good; the answer is those that were
   * there. Resolves when it is kept and handed on.
   * @throws StorageError
   */
  acknowledge(group: string, offsets: readonly number[]): Promise<number[]>;
  /**
   * Arranges what records keep by the rules in force, after they have changed: records that are open stay the same.
   * Resolves when what is not kept any more is deleted.
   * @throws StorageError
   */
  rulesChanged(): Promise<void>;
  /** The record of `group`, which stays current until it is closed as often as it was opened. */
  open(group: string): Promise<Record>;
  /** See {@link Records.open}. */
  close(group: string): void;
  /** Runs `read` on the record of `group`, open or not. */
  read<T>(group: string, read: (record: Record) => T): Promise<T>;
}

/** A document of the store and the key under which it is kept. */
export interface Entry<T> {
  readonly id: string;
  readonly value: T;
}

/** Reads and writes of one {@link Store.transaction}. */
export interface Transaction {
  /** See {@link Store.now}. */
  readonly now: number;
  /** The document `id` of `collection`. */
  get<T extends JsonObject>(collection: string, id: string): T | undefined;
  /** Writes a document; it is gone at `expires` (ms since 1970) if that is given. */
  put(collection: string, id: string, value: JsonObject, options?: { expires?: number }): void;
  /** Removes a document, if there is one. */
  delete(collection: string, id: string): void;
}

/** Small JSON documents in named collections: accounts, sessions, and what boards keep beside their records. */
export interface Store {
  /** The time by the clock that all nodes share, in ms since 1970. */
  readonly now: number;
  /** The document `id` of `collection`. */
  get<T extends JsonObject>(collection: string, id: string): Promise<T | undefined>;
  /**
   * The documents whose id begins with `prefix`, by id (with `reverse` the last one first), at most `limit`
   * (default 1,000) of those that come after `after` in this order.
   */
  list<T extends JsonObject>(
    collection: string,
    options?: { prefix?: string; after?: string; limit?: number; reverse?: boolean },
  ): Promise<Entry<T>[]>;
  /**
   * Runs `work` on the documents named by `reads`, all at once or not at all; it may run again when another node
   * changed one of them meanwhile, so it must do nothing but read and write through its argument.
   * @throws StorageError
   */
  transaction<T>(reads: readonly DocumentName[], work: (transaction: Transaction) => T): Promise<T>;
}

/** Names one document: its collection and its id. */
export type DocumentName = readonly [collection: string, id: string];

/** Where records and the store live. */
export interface Backend extends AsyncDisposable {
  readonly records: Records;
  readonly store: Store;
  readonly nodes: Nodes;
  /** `null` when it can keep what it is given, otherwise why not. */
  problem(): string | null;
}

/** The backend could not keep what it was given: nothing of it was kept. */
export class StorageError extends Error {
  override name = "StorageError";
}

/** An idempotency key was used again for a different request. */
export class IdempotencyConflict extends Error {
  override name = "IdempotencyConflict";
}

/** The position as it goes out with an answer. */
export function publishedAt(group: string, { epoch }: Position, offset: number | null): Published {
  return { group, epoch, offset };
}
