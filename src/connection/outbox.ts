import { type Dialect, encode, joined } from "../protocol/codec.ts";
import { encodeControl } from "../protocol/control.ts";
import type { Position, Positions } from "../protocol/position.ts";
import { type Delivery, Part } from "../group/delivery.ts";
import type { Group } from "../group/group.ts";
import type { Publication } from "../record/publication.ts";
import { type SentUpTo, withoutCopies } from "./copies.ts";
import type { Lagging } from "./lag_watch.ts";
import { Standing, type WithoutCopies } from "./standing.ts";
import type { Traffic } from "./traffic.ts";

/** The part of a WebSocket that an outbox needs. */
export interface Sink {
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(frame: string): void;
}

/** What an outbox works on. */
export interface OutboxParts {
  readonly dialect: Dialect;
  readonly highWaterBytes: number;
  readonly traffic: Traffic;
  /** Called when more waits than the high-water mark. */
  readonly onLagging: () => void;
  /** Called when the peer has read nothing for too long. */
  readonly onStuck: () => void;
}

/** How many characters of frames for this viewer alone wait while it is lagging. */
const MAX_REPLY_CHARACTERS = 16_384;

/**
 * What goes out on one connection. It has no queue of publications: while more than the high-water mark waits in the
 * socket the connection is lagging, nothing is handed to it, and what it lacks is read from the records afterwards.
 */
export class Outbox implements Lagging {
  readonly #sink: Sink;
  readonly #parts: OutboxParts;
  readonly #standings = new Map<Group, Standing>();
  readonly #replies: string[] = [];
  #replyCharacters = 0;
  #lagging = true;
  #dropped = 0;

  /** It begins lagging: nothing but the greeting goes out before the first {@link Outbox.catchUp}. */
  constructor(sink: Sink, parts: OutboxParts) {
    this.#sink = sink;
    this.#parts = parts;
  }

  /** Whether more waits in the socket than the high-water mark, or waited and has not been caught up. */
  get lagging(): boolean {
    return this.#lagging;
  }

  /** How many bytes wait in the socket. */
  get waitingBytes(): number {
    return this.#sink.bufferedAmount;
  }

  /** Whether so little waits that there is room for more: half the high-water mark. */
  get drained(): boolean {
    return this.#sink.bufferedAmount <= this.#parts.highWaterBytes / 2;
  }

  /** Up to where everything was sent, in each group of which something was. */
  get positions(): Positions {
    const places = [...this.places].flatMap(([{ name }, position]) =>
      position ? [[name, position] as const] : []
    );
    return new Map(places);
  }

  /** The same with the groups themselves; `null` is the beginning of what a record keeps. */
  get places(): IteratorObject<readonly [Group, Position | null]> {
    return this.#standings.entries().map((
      [group, { position }],
    ) => [group, this.#lagging ? position : group.position]);
  }

  /** How many transient publications it has missed. */
  get dropped(): number {
    return this.#dropped;
  }

  giveUp(): void {
    this.#parts.onStuck();
  }

  /** Sends the first frame, before everything else; whether it tells how fresh the groups are. */
  greet(frame: string, { toldFreshness = false }: { toldFreshness?: boolean } = {}): void {
    this.#send(frame);
    if (!toldFreshness) return;
    for (const standing of this.#standings.values()) standing.noteGreeted();
  }

  /** Begins to follow `group` after `position`; `null` is the beginning of what its record keeps. */
  follow(group: Group, position: Position | null): void {
    this.#goOnFrom(group, new Standing(group, position));
  }

  /** Goes on in a group that it follows after `position`, wherever it is. */
  goBackTo(group: Group, position: Position): void {
    const again = !this.#lagging;
    if (again) this.#holdBack();
    this.#standings.set(group, new Standing(group, position, { before: this.#standings.get(group)!, again }));
    if (again) this.catchUp();
  }

  /** Stops following `group`. */
  unfollow(group: Group): void {
    this.#standings.delete(group);
  }

  /** Sends a frame to this viewer alone; whether there was room for it. */
  reply(frame: string): boolean {
    if (this.#lagging) return this.#keepReply(frame);
    this.#send(frame);
    this.#lagIfFull();
    return true;
  }

  /** Lets go of everything: the connection has ended. */
  end(): void {
    this.#replies.length = 0;
    this.#standings.clear();
  }

  /** Takes what was published, unless the connection is lagging. */
  deliver(delivery: Delivery): void {
    if (this.#lagging) return this.#miss(delivery.parts);
    if (this.#parts.dialect === "plain") return this.#deliverPlain(delivery);
    const frame = this.#frameOf(delivery);
    if (frame !== undefined) this.#send(frame);
    this.#parts.traffic.deliver(delivery.parts);
    this.#lagIfFull();
  }

  /** Takes what a group says besides publications, unless the connection is lagging. */
  tell(frame: string): void {
    if (this.#lagging || this.#parts.dialect === "plain") return;
    this.#send(frame);
    this.#lagIfFull();
  }

  /** Sends what the connection lacks, as far as it fits; it is not lagging any more when all of it did. */
  catchUp(): void {
    while (this.#replies.length > 0) {
      const reply = this.#replies.shift()!;
      this.#replyCharacters -= reply.length;
      this.#send(reply);
      if (this.#isFull) return this.#parts.onLagging();
    }
    for (const standing of this.#standings.values()) {
      for (const frame of standing.catchUp(this.#parts.dialect, this.#withoutCopiesBehind)) {
        this.#send(frame);
        if (this.#isFull) return this.#parts.onLagging();
      }
    }
    this.#lagging = false;
  }

  #goOnFrom(group: Group, standing: Standing): void {
    const wasLagging = this.#lagging;
    if (!wasLagging) this.#holdBack();
    this.#standings.set(group, standing);
    if (!wasLagging) this.catchUp();
  }

  #keepReply(frame: string): boolean {
    this.#replyCharacters += frame.length;
    return this.#replies.push(frame) > 0 && this.#replyCharacters <= MAX_REPLY_CHARACTERS;
  }

  readonly #withoutCopiesBehind: WithoutCopies = (publications, group) =>
    this.#withoutCopies(publications, group, (other) => this.#standings.get(other)!.sentUpTo);

  get #isFull(): boolean {
    return this.#sink.bufferedAmount > this.#parts.highWaterBytes;
  }

  #lagIfFull(): void {
    if (!this.#isFull) return;
    this.#holdBack();
    this.#parts.onLagging();
  }

  /** What was delivered up to here went out; what comes now waits for the catch-up. */
  #holdBack(): void {
    for (const standing of this.#standings.values()) standing.holdBack();
    this.#lagging = true;
  }

  #frameOf(delivery: Delivery): string | undefined {
    if (!delivery.hasCopies) return delivery.frame;
    const epochs = new Map([...this.#standings.keys()].map(({ name, record }) => [name, record.epoch]));
    const encoded = [...this.#unseenOf(delivery)].flatMap(([part, unseen]) =>
      encodeUnseen(part, epochs.get(part.group) ?? "", unseen)
    );
    return encoded.length === 0 ? undefined : joined(encoded);
  }

  /** A frame a publication: as soon as too much waits, the rest of the turn is left to the catch-up. */
  #deliverPlain(delivery: Delivery): void {
    const { parts } = delivery;
    for (const [part, unseen] of this.#unseenOf(delivery)) {
      for (const publication of unseen) {
        this.#send(publication.text);
        if (!this.#isFull) continue;
        const { group, publications } = part;
        const rest = publications.slice(publications.indexOf(publication) + 1);
        return this.#leave([new Part(group, rest), ...parts.slice(parts.indexOf(part) + 1)]);
      }
    }
    this.#parts.traffic.deliver(parts);
  }

  /** The parts of a delivery, one after the other, without copies of what was sent before. */
  *#unseenOf({ parts, hasCopies }: Delivery): Generator<[Part, readonly Publication[]]> {
    const pending = new Map(
      parts.map((part) => [part.group, (firstOffset(part.publications) ?? Infinity) - 1]),
    );
    const sentUpTo = (group: Group) => Math.min(pending.get(group.name) ?? Infinity, group.position.offset);
    for (const part of parts) {
      const { group, publications } = part;
      yield [part, hasCopies ? this.#withoutCopies(publications, group, sentUpTo) : publications];
      pending.delete(group);
    }
  }

  #withoutCopies<T extends Publication>(
    publications: readonly T[],
    group: string,
    sentUpTo: SentUpTo,
  ): readonly T[] {
    if (this.#standings.size < 2) return publications;
    return withoutCopies(publications, group, [...this.#standings.keys()], sentUpTo);
  }

  /** Lags before `rest`, the end of a delivery. */
  #leave(rest: readonly Part[]): void {
    this.#holdBack();
    for (const [group, standing] of this.#standings) {
      const part = rest.find((part) => part.group === group.name);
      const next = part && firstOffset(part.publications);
      if (next) standing.holdBack(next - 1);
    }
    this.#miss(rest);
    this.#parts.onLagging();
  }

  #miss(parts: readonly Part[]): void {
    this.#dropped += this.#parts.traffic.miss(parts);
  }

  #send(frame: string): void {
    if (this.#sink.readyState === WebSocket.OPEN) this.#sink.send(frame);
  }
}

/** Where copies at the end are left out, the position moves all the same: the viewer must not be sent them later. */
function encodeUnseen(
  { group, publications }: Part,
  epoch: string,
  unseen: readonly Publication[],
): string[] {
  const encoded = encode("v1", group, unseen);
  const [from, to] = [lastOffset(unseen), lastOffset(publications)];
  if (to === undefined || from === to) return encoded;
  return [...encoded, encodeControl({ type: "$resumed", group, epoch, from: from ?? to - 1, to })];
}

function firstOffset(publications: readonly Publication[]): number | undefined {
  return publications.find(({ offset }) => offset !== null)?.offset ?? undefined;
}

function lastOffset(publications: readonly Publication[]): number | undefined {
  return publications.findLast(({ offset }) => offset !== null)?.offset ?? undefined;
}
