import { type Dialect, encode, joined, sliced } from "../protocol/codec.ts";
import { type ControlFrame, encodeControl } from "../protocol/control.ts";
import type { Gap, Position, Positions } from "../protocol/position.ts";
import { type Delivery, Part } from "../group/delivery.ts";
import type { Group, Told } from "../group/group.ts";
import type { KeptPublication, Publication } from "../record/publication.ts";
import type { Lagging } from "./lag_watch.ts";
import { SeenCopies } from "./seen_copies.ts";
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

/** Where the connection stands in a group; kept up only while it is lagging. */
interface Standing {
  /** `null` is the beginning of what the record keeps. */
  position: Position | null;
  /** `null` if it has been told nothing. */
  told: Told | null;
  /** Up to which offset it knows what is missing. */
  gapTold: number;
  /** From where it is being caught up; `null` if there is nothing to tell of that. */
  resumedFrom: number | null;
  /** Whether it gets all that is kept, since it has come or come back, or only the newest, since it was too slow. */
  whole: boolean;
}

/** How many frames for this viewer alone wait while it is lagging. */
const MAX_REPLIES = 64;

/**
 * What goes out on one connection. It has no queue of publications: while more than the high-water mark waits in the
 * socket the connection is lagging, nothing is handed to it, and what it lacks is read from the records afterwards.
 */
export class Outbox implements Lagging {
  readonly #sink: Sink;
  readonly #parts: OutboxParts;
  readonly #standings = new Map<Group, Standing>();
  readonly #replies: string[] = [];
  readonly #copies = new SeenCopies();
  #lagging = true;

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
    const positions = [...this.#standings].flatMap(([group, { position }]) => {
      const current = this.#lagging ? position : group.position;
      return current ? [[group.name, current] as const] : [];
    });
    return new Map(positions);
  }

  giveUp(): void {
    this.#parts.onStuck();
  }

  /** Sends the first frame, before everything else; whether it tells how fresh the groups are. */
  greet(frame: string, { toldFreshness = false }: { toldFreshness?: boolean } = {}): void {
    this.#send(frame);
    if (!toldFreshness) return;
    for (const [group, standing] of this.#standings) standing.told = { ...group.told, frames: -1 };
  }

  /** Begins to follow `group` after `position`; `null` is the beginning of what its record keeps. */
  follow(group: Group, position: Position | null): void {
    // What was lost before somebody came is nothing that they lack.
    const gapTold = position ? 0 : group.record.trimmed.offset;
    this.#copies.note(position ? group.record.copiesUpTo(position.offset) : []);
    this.#goOnFrom(group, { position, told: null, gapTold, resumedFrom: position?.offset ?? 0, whole: true });
  }

  /** Goes on in a group that it follows after `position`, wherever it is. */
  goBackTo(group: Group, position: Position): void {
    this.#copies.note(group.record.copiesUpTo(position.offset));
    const told = this.#lagging ? this.#standings.get(group)!.told : group.told;
    this.#goOnFrom(group, { position, told, gapTold: 0, resumedFrom: position.offset, whole: true });
  }

  /** Stops following `group`. */
  unfollow(group: Group): void {
    this.#standings.delete(group);
  }

  /** Sends a frame to this viewer alone; whether there was room for it. */
  reply(frame: string): boolean {
    if (this.#lagging) return this.#replies.push(frame) <= MAX_REPLIES;
    this.#send(frame);
    this.#lagIfFull();
    return true;
  }

  /** Takes what was published, unless the connection is lagging. */
  deliver(delivery: Delivery): void {
    if (this.#lagging) return this.#parts.traffic.miss(delivery.parts);
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
      this.#send(this.#replies.shift()!);
      if (this.#isFull) return this.#parts.onLagging();
    }
    for (const [group, standing] of this.#standings) {
      if (!this.#catchUpWith(group, standing)) return this.#parts.onLagging();
    }
    this.#lagging = false;
  }

  /** Whether everything fitted. */
  #catchUpWith(group: Group, standing: Standing): boolean {
    const from = standing.position;
    const { publications, gap, position } = group.record.since(from ?? undefined, {
      behind: !standing.whole,
    });
    if (gap) this.#tellGap(group, standing, gap);
    if (from && from.offset !== position.offset) standing.resumedFrom ??= from.offset;
    for (const batch of this.#batchesOf(publications)) {
      standing.position = { epoch: position.epoch, offset: batch.at(-1)!.offset };
      this.#sendBatch(group, batch);
      if (this.#isFull) return false;
    }
    standing.position = position;
    standing.whole = false;
    if (this.#parts.dialect === "plain") return true;
    this.#tellResumed(group, standing);
    this.#control(group.missedSince(standing.told, Date.now()));
    standing.told = group.told;
    return !this.#isFull;
  }

  /** Also when nothing was lacking, unless it was only lagging: one that joins or comes back waits for it. */
  #tellResumed({ name }: Group, standing: Standing): void {
    const { resumedFrom, position } = standing;
    if (resumedFrom === null) return;
    standing.resumedFrom = null;
    this.#control([{ type: "$resumed", group: name, from: resumedFrom, to: position!.offset }]);
  }

  /** A catch-up in several steps announces the same gap once. */
  #tellGap(group: Group, standing: Standing, gap: Gap): void {
    if (gap.cause === "trimmed" && gap.to <= standing.gapTold) return;
    standing.gapTold = gap.to;
    standing.resumedFrom = gap.to;
    this.#control([{ type: "$gap", group: group.name, ...gap }]);
  }

  #goOnFrom(group: Group, standing: Standing): void {
    const wasLagging = this.#lagging;
    if (!wasLagging) this.#holdBack();
    this.#standings.set(group, standing);
    if (!wasLagging) this.catchUp();
  }

  /** What goes into one frame each. */
  #batchesOf(publications: readonly KeptPublication[]): KeptPublication[][] {
    if (this.#parts.dialect === "plain") return publications.map((publication) => [publication]);
    return sliced(publications, ({ text }) => text.length);
  }

  #sendBatch(group: Group, batch: readonly KeptPublication[]): void {
    const encoded = encode(this.#parts.dialect, group.name, this.#unseen(batch));
    if (encoded.length > 0) this.#send(joined(encoded));
  }

  #control(frames: readonly ControlFrame[]): void {
    if (this.#parts.dialect === "plain" || frames.length === 0) return;
    const texts = frames.map(encodeControl);
    for (const slice of sliced(texts, ({ length }) => length)) this.#send(joined(slice));
  }

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
    for (const [group, standing] of this.#standings) {
      standing.position = group.position;
      standing.told = group.told;
    }
    this.#lagging = true;
  }

  #frameOf(delivery: Delivery): string | undefined {
    if (!delivery.hasCopies) return delivery.frame;
    const encoded = delivery.parts.flatMap(({ group, publications }) =>
      this.#encodeUnseen(group, publications)
    );
    return encoded.length === 0 ? undefined : joined(encoded);
  }

  /** Where copies at the end are left out, the position moves all the same: the viewer must not be sent them later. */
  #encodeUnseen(group: string, publications: readonly Publication[]): string[] {
    const unseen = this.#unseen(publications);
    const encoded = encode("v1", group, unseen);
    const [from, to] = [lastOffset(unseen), lastOffset(publications)];
    if (to === undefined || from === to) return encoded;
    return [...encoded, encodeControl({ type: "$resumed", group, from: from ?? to - 1, to })];
  }

  /** A frame a publication: as soon as too much waits, the rest of the turn is left to the catch-up. */
  #deliverPlain({ parts }: Delivery): void {
    for (const [at, { group, publications }] of parts.entries()) {
      for (const [sent, publication] of publications.entries()) {
        if (this.#unseen([publication]).length > 0) this.#send(publication.text);
        if (!this.#isFull) continue;
        const rest = [new Part(group, publications.slice(sent + 1)), ...parts.slice(at + 1)];
        return this.#leave(rest);
      }
    }
    this.#parts.traffic.deliver(parts);
  }

  /** Lags before `rest`, the end of a delivery. */
  #leave(rest: readonly Part[]): void {
    this.#holdBack();
    for (const [group, standing] of this.#standings) {
      const part = rest.find((part) => part.group === group.name);
      const next = part?.publications.find(({ offset }) => offset !== null)?.offset;
      if (next) standing.position = { epoch: group.record.epoch, offset: next - 1 };
    }
    this.#parts.traffic.miss(rest);
    this.#parts.onLagging();
  }

  #unseen<T extends Publication>(publications: readonly T[]): T[] {
    return this.#standings.size < 2 ? [...publications] : this.#copies.takeUnseen(publications);
  }

  #send(frame: string): void {
    if (this.#sink.readyState === WebSocket.OPEN) this.#sink.send(frame);
  }
}

function lastOffset(publications: readonly Publication[]): number | undefined {
  return publications.findLast(({ offset }) => offset !== null)?.offset ?? undefined;
}
