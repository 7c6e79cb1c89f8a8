import { type Dialect, encode, encodeGap } from "../protocol/codec.ts";
import type { Position } from "../protocol/position.ts";
import type { Delivery } from "../group/delivery.ts";
import type { Group } from "../group/group.ts";
import type { Publication } from "../record/publication.ts";

/** The part of a WebSocket that an outbox needs. */
export interface Sink {
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(frame: string): void;
}

/** How many frames for this viewer alone wait while it is lagging. */
const MAX_REPLIES = 64;
/** Copies of one message arrive in the same turn or catch-up; so many ids are remembered to tell them. */
const MAX_IDS = 4096;
/** How many publications go into one frame of a catch-up. */
const CATCH_UP_BATCH = 64;

/**
 * What goes out on one connection. It has no queue of publications: while more than the high-water mark waits in the
 * socket the connection is lagging, nothing is handed to it, and what it lacks is read from the records afterwards.
 */
export class Outbox {
  readonly #sink: Sink;
  readonly #dialect: Dialect;
  readonly #highWaterBytes: number;
  readonly #onLagging: () => void;
  /** Where the connection stands in each group; kept up only while it is lagging. `undefined`: at the beginning. */
  readonly #positions = new Map<Group, Position | undefined>();
  readonly #replies: string[] = [];
  readonly #ids = new Set<string>();
  #lagging = true;
  #dropped = 0;

  /** It begins lagging: nothing goes out before the first {@link Outbox.catchUp}. */
  constructor(
    sink: Sink,
    { dialect, highWaterBytes, onLagging }: {
      dialect: Dialect;
      highWaterBytes: number;
      onLagging: () => void;
    },
  ) {
    this.#sink = sink;
    this.#dialect = dialect;
    this.#highWaterBytes = highWaterBytes;
    this.#onLagging = onLagging;
  }

  /** Whether more waits in the socket than the high-water mark, or waited and has not been caught up. */
  get lagging(): boolean {
    return this.#lagging;
  }

  /** How many transient publications the connection missed while it was lagging. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many bytes wait in the socket. */
  get waitingBytes(): number {
    return this.#sink.bufferedAmount;
  }

  /** Whether so little waits that there is room for more: half the high-water mark. */
  get drained(): boolean {
    return this.#sink.bufferedAmount <= this.#highWaterBytes / 2;
  }

  /** Begins to follow `group` after `position`; `undefined` is the beginning of what its record keeps. */
  follow(group: Group, position: Position | undefined): void {
    if (this.#lagging) {
      this.#positions.set(group, position);
      return;
    }
    this.#holdBack();
    this.#positions.set(group, position);
    this.catchUp({ behind: false });
  }

  /** Stops following `group`. */
  unfollow(group: Group): void {
    this.#positions.delete(group);
  }

  /** Sends a frame to this viewer alone; whether there was room for it. */
  reply(frame: string): boolean {
    if (this.#lagging) return this.#replies.push(frame) <= MAX_REPLIES;
    this.#send(frame);
    this.#lagIfFull();
    return true;
  }

  /** Takes what was published in a group, unless the connection is lagging. */
  deliver(delivery: Delivery): void {
    if (this.#lagging) {
      this.#dropped += delivery.publications.filter(({ offset }) => offset === null).length;
      return;
    }
    for (const frame of this.#framesOf(delivery)) this.#send(frame);
    this.#lagIfFull();
  }

  /** Sends what the connection lacks, as far as it fits; it is not lagging any more when all of it did. */
  catchUp({ behind = true }: { behind?: boolean } = {}): void {
    while (this.#replies.length > 0) {
      this.#send(this.#replies.shift()!);
      if (this.#sink.bufferedAmount > this.#highWaterBytes) return this.#onLagging();
    }
    for (const group of this.#positions.keys()) {
      if (!this.#catchUpWith(group, { behind })) return;
    }
    this.#lagging = false;
  }

  /** Whether everything fitted. */
  #catchUpWith(group: Group, { behind }: { behind: boolean }): boolean {
    const { publications, gap } = group.record.since(this.#positions.get(group), { behind });
    if (gap && this.#dialect === "v1") this.#send(encodeGap(group.name, gap));
    for (let at = 0; at < publications.length; at += CATCH_UP_BATCH) {
      const batch = publications.slice(at, at + CATCH_UP_BATCH);
      for (const frame of encode(this.#dialect, group.name, this.#unseen(batch))) this.#send(frame);
      this.#positions.set(group, { epoch: group.record.epoch, offset: batch.at(-1)!.offset });
      if (this.#sink.bufferedAmount > this.#highWaterBytes) {
        this.#onLagging();
        return false;
      }
    }
    this.#positions.set(group, group.record.position);
    return true;
  }

  #lagIfFull(): void {
    if (this.#sink.bufferedAmount <= this.#highWaterBytes) return;
    this.#holdBack();
    this.#onLagging();
  }

  /** What was delivered up to here went out; what comes now waits for the catch-up. */
  #holdBack(): void {
    for (const group of this.#positions.keys()) this.#positions.set(group, group.position);
    this.#lagging = true;
  }

  #framesOf(delivery: Delivery): readonly string[] {
    if (!delivery.hasCopies) return delivery.frames(this.#dialect);
    const unseen = this.#unseen(delivery.publications);
    if (unseen.length === delivery.publications.length) return delivery.frames(this.#dialect);
    return unseen.length === 0 ? [] : encode(this.#dialect, delivery.group, unseen);
  }

  /** Those of `publications` of which no copy went out before. */
  #unseen<T extends Publication>(publications: readonly T[]): T[] {
    return publications.filter(({ id }) => {
      if (id === null || this.#positions.size < 2) return true;
      if (this.#ids.has(id)) return false;
      this.#ids.add(id);
      if (this.#ids.size > MAX_IDS) this.#ids.delete(this.#ids.values().next().value!);
      return true;
    });
  }

  #send(frame: string): void {
    if (this.#sink.readyState === WebSocket.OPEN) this.#sink.send(frame);
  }
}
