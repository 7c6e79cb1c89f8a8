import { microseconds, pause } from "./clock.ts";
import { CLOSE, Frames, TEXT } from "./frames.ts";
import { openRawViewer } from "./raw_viewer.ts";

/** A place in a group's record. */
interface Place {
  readonly epoch: string;
  offset: number;
}

/** Where a returning viewer goes, and how it paces itself. */
export interface ReturningOptions {
  readonly port: number;
  readonly path: string;
  /** The first try comes after a random part of this, in ms, and each further one as well. */
  readonly pace: number;
  /** What each further try waits at least, in ms. */
  readonly retry: number;
}

/** A frame as far as a returning viewer looks at it. */
interface Told {
  readonly type: string;
  readonly $group?: string;
  readonly $offset?: number;
  readonly group?: string;
  readonly from?: number;
  readonly to?: number;
  readonly groups?: { readonly [group: string]: Place };
}

const decoder = new TextDecoder();

/** A viewer that comes back whenever it is cut, with the positions that it has come to, and checks what it is told. */
export class ReturningViewer {
  readonly #options: ReturningOptions;
  readonly #places = new Map<string, Place>();
  readonly #resumed = new Set<string>();
  readonly #buffer = new Uint8Array(16_384);
  #conn: Deno.TcpConn | null = null;
  #welcomed: PromiseWithResolvers<void> = Promise.withResolvers();
  /** When it was told that it is where it had been, microseconds since 1970; 0 while it is not. */
  backAt = 0;
  /** How often it tried to connect since it was cut. */
  tries = 0;
  /** What came twice, or in a wrong order. */
  repeated = 0;
  /** Offsets that never came although no gap was told. */
  lost = 0;
  /** Gaps that were told. */
  gaps = 0;

  constructor(options: ReturningOptions) {
    this.#options = options;
  }

  /** Up to which offset it has everything of `group`. */
  offsetOf(group: string): number {
    return this.#places.get(group)?.offset ?? 0;
  }

  /** Connects for the first time, and from then on whenever it is cut; resolves when it is welcomed. */
  async begin(): Promise<void> {
    this.#stay();
    await this.#welcomed.promise;
  }

  /** Lets go of its connection without a word. */
  cut(): void {
    this.#conn?.close();
  }

  async #stay(): Promise<void> {
    for (;;) {
      this.tries++;
      await this.#connectOnce().catch(() => {});
      const wasBack = this.backAt !== 0;
      if (wasBack) this.#forgetReturn();
      await pause((wasBack ? 0 : this.#options.retry) + Math.random() * this.#options.pace);
    }
  }

  #forgetReturn(): void {
    this.backAt = 0;
    this.tries = 0;
    this.#resumed.clear();
  }

  /** From the handshake to the end of the connection. */
  async #connectOnce(): Promise<void> {
    const { port, path } = this.#options;
    const resume = this.#places.size === 0 ? "" : `?resume=${encodeURIComponent(this.#positions())}`;
    const { conn, rest } = await openRawViewer({ port, path: path + resume });
    const frames = new Frames();
    this.#conn = conn;
    try {
      let isOpen = this.#take(frames, rest);
      while (isOpen) {
        const count = await conn.read(this.#buffer);
        isOpen = count !== null && this.#take(frames, this.#buffer.subarray(0, count));
      }
    } finally {
      this.#conn = null;
      try {
        conn.close();
      } catch {
        // It was cut from here.
      }
    }
  }

  #positions(): string {
    return JSON.stringify(Object.fromEntries(this.#places));
  }

  /** Whether the connection goes on. */
  #take(frames: Frames, bytes: Uint8Array): boolean {
    for (const { opcode, payload } of frames.take(bytes)) {
      if (opcode === CLOSE) return this.#noteClose(payload[0]! << 8 | payload[1]!);
      if (opcode !== TEXT) continue;
      const told: Told | readonly Told[] = JSON.parse(decoder.decode(payload));
      for (const one of [told].flat() as Told[]) this.#note(one);
    }
    return true;
  }

  /** A viewer that is turned away at first is a mistake of this benchmark. */
  #noteClose(code: number): false {
    this.#welcomed.reject(new Error(`A viewer of ${this.#options.path} was closed with ${code}`));
    return false;
  }

  #note(told: Told): void {
    if (told.$group !== undefined) return this.#notePublication(told.$group, told.$offset!);
    if (told.type === "$gap") this.#noteGap(told.group!, told.to!);
    if (told.type === "$resumed") this.#noteResumed(told.group!, told.to!);
    if (told.type === "$welcome") this.#noteWelcome(told.groups!);
  }

  /** A new viewer begins with an empty record, and counts as one that is back. */
  #noteWelcome(groups: { readonly [group: string]: Place }): void {
    const isNew = this.#places.size === 0;
    for (const [group, { epoch }] of Object.entries(groups)) {
      this.#places.set(group, { epoch, offset: this.#places.get(group)?.offset ?? 0 });
    }
    if (!isNew) return;
    this.backAt = microseconds();
    this.#welcomed.resolve();
  }

  #notePublication(group: string, offset: number): void {
    const place = this.#places.get(group)!;
    if (offset <= place.offset) this.repeated++;
    else this.lost += offset - place.offset - 1;
    place.offset = Math.max(place.offset, offset);
  }

  #noteGap(group: string, to: number): void {
    this.gaps++;
    this.#places.get(group)!.offset = to;
  }

  #noteResumed(group: string, to: number): void {
    const place = this.#places.get(group)!;
    this.lost += Math.max(0, to - place.offset);
    place.offset = Math.max(place.offset, to);
    this.#resumed.add(group);
    if (this.#resumed.size === this.#places.size && this.backAt === 0) this.backAt = microseconds();
  }
}
