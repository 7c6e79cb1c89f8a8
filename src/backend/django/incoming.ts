import { getLogger } from "@logtape/logtape";
import type { Message } from "../../protocol/message.ts";
import { StorageError } from "../backend.ts";
import type { LayerCodec } from "./layer_codec.ts";
import type { Misfits } from "../misfits.ts";
import type { NameMap } from "./name_map.ts";
import { pause } from "./pause.ts";

/** Says which installation of ours a message came from, beside what Django gave it. */
export const ORIGIN = "__boardcast__";

/** So many messages wait to be published; of more, the newest are lost, and viewers are told. */
const MOST_WAITING = 10_000;
const BATCH = 200;
/** How long the backend is waited for that cannot keep anything. */
const RETRY = 250;

/** A message and the group of ours that it is for. */
export interface Addressed {
  readonly group: string;
  readonly message: Message;
}

/** What the boards say to messages that come from elsewhere. */
export interface Boards {
  /** Whether a board has the group. */
  hasGroup(group: string): boolean;
  /** Whether the board of the group declares an event of this name. */
  hasEvent(group: string, event: string): boolean;
  /** Publishes all of `items`, or none; why not, in words. @throws StorageError when nothing can be kept now */
  publish(items: readonly Addressed[]): Promise<string | null>;
}

/** What messages of one layer are made into publications with. */
export interface IncomingParts {
  readonly layer: string;
  readonly installation: string;
  readonly codec: LayerCodec;
  readonly groups: NameMap;
  readonly types: Readonly<Record<string, string>>;
  readonly boards: Boards;
  readonly misfits: Misfits;
  /** Told that messages were dropped from `since` until now (ms since 1970). */
  onOverflow(since: number): void;
}

interface Letter {
  readonly group: string;
  readonly to: string;
  readonly body: Uint8Array;
  /** Whether it may be too old. */
  readonly ages: boolean;
}

interface Read extends Addressed {
  readonly letter: Letter;
}

const log = getLogger(["boardcast", "django"]);

/** Publishes what comes from one layer, in its order. */
export class Incoming implements Disposable {
  readonly #parts: IncomingParts;
  readonly #waiting: Letter[] = [];
  readonly #end = new AbortController();
  #draining: Promise<void> | null = null;
  #overflowSince: number | null = null;
  #received = 0;
  #published = 0;

  constructor(parts: IncomingParts) {
    this.#parts = parts;
  }

  /** How many messages have come, and how many of them were published. */
  get counts(): { received: number; published: number; waiting: number } {
    return { received: this.#received, published: this.#published, waiting: this.#waiting.length };
  }

  /** Takes a message of a group of Django's; never waits, never throws. */
  take(group: string, body: Uint8Array, { ages = false } = {}): void {
    this.#received++;
    const { layer, groups, boards, misfits } = this.#parts;
    const to = groups.to(group);
    if (to === undefined || !boards.hasGroup(to)) {
      // It may be private: nobody here has declared that it is for a board.
      return misfits.add("no board", { layer, group, reason: noBoard(to), body: "" });
    }
    if (this.#waiting.length >= MOST_WAITING) {
      this.#overflowSince ??= Date.now();
      return misfits.add("overflow", { layer, group, reason: `${MOST_WAITING} messages wait already`, body });
    }
    this.#waiting.push({ group, to, body, ages });
    this.#draining ??= this.#drain();
  }

  /** Resolves when there is room for more. */
  async room(): Promise<void> {
    if (this.#waiting.length > MOST_WAITING / 2) await this.#draining;
  }

  [Symbol.dispose](): void {
    this.#end.abort();
    this.#waiting.length = 0;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#deliver(this.#waiting.splice(0, BATCH));
      if (this.#overflowSince !== null) this.#parts.onOverflow(this.#overflowSince);
      this.#overflowSince = null;
    } catch (error) {
      if (!this.#end.signal.aborted) log.error("Cannot publish what Django sends: {error}", { error });
    } finally {
      this.#draining = null;
    }
  }

  async #deliver(letters: readonly Letter[]): Promise<void> {
    const read = (await Promise.all(letters.map((letter) => this.#read(letter)))).filter((one) =>
      one !== null
    );
    if (read.length === 0) return;
    const refused = await this.#publish(read);
    if (refused === null) return;
    if (read.length === 1) return void this.#refuse(read[0]!.letter, "refused", refused);
    for (const one of read) {
      const reason = await this.#publish([one]);
      if (reason !== null) this.#refuse(one.letter, "refused", reason);
    }
  }

  async #read(letter: Letter): Promise<Read | null> {
    const decoded = await this.#parts.codec.decode(letter.body, letter);
    if ("unreadable" in decoded) return this.#refuse(letter, decoded.unreadable, decoded.unreadable);
    const { [ORIGIN]: origin, __asgi_channel__: _, ...rest } = decoded.message;
    // It is ours, come back.
    if (origin === this.#parts.installation) return null;
    const { type } = rest;
    if (typeof type !== "string") return this.#refuse(letter, "no type", "it has no text as its type");
    return { letter, group: letter.to, message: { ...rest, type: this.#eventOf(letter.to, type) } };
  }

  /** A type names a method of a consumer, and Django itself takes a dot for an underscore. */
  #eventOf(group: string, type: string): string {
    const { types, boards } = this.#parts;
    if (Object.hasOwn(types, type)) return types[type]!;
    return boards.hasEvent(group, type) ? type : type.replaceAll(".", "_");
  }

  async #publish(items: readonly Read[]): Promise<string | null> {
    for (;;) {
      this.#end.signal.throwIfAborted();
      try {
        const refused = await this.#parts.boards.publish(
          items.map(({ group, message }) => ({ group, message })),
        );
        if (refused === null) this.#published += items.length;
        return refused;
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        await pause(RETRY, this.#end.signal);
      }
    }
  }

  #refuse({ group, body }: Letter, kind: string, reason: string): null {
    this.#parts.misfits.add(kind, { layer: this.#parts.layer, group, reason, body });
    return null;
  }
}

function noBoard(to: string | undefined): string {
  return to === undefined ? "no line of groups leads it here" : `no board declares the group "${to}"`;
}
