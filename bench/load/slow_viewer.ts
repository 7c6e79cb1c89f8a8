import { pause } from "./clock.ts";
import { CLOSE, Frames, TEXT } from "./frames.ts";
import { openRawViewer, type RawViewer, type RawViewerOptions } from "./raw_viewer.ts";

/** How a slow viewer ended up once it read: the newest number of each key, and the close code if it had to come back. */
export interface CaughtUp {
  readonly newest: ReadonlyMap<string, number>;
  readonly closed: number | null;
  readonly bytes: number;
}

/** A frame, or a part of one, as far as a slow viewer looks at it. */
interface Told {
  readonly machine?: string;
  readonly n?: number;
  readonly $group?: string;
  readonly $offset?: number;
  readonly groups?: { readonly [group: string]: { readonly epoch: string } };
}

const PORTION = 1_000;

/** A viewer that reads nothing, or one portion every so often, until it catches up. */
export class SlowViewer implements Disposable {
  readonly #options: RawViewerOptions;
  readonly #places = new Map<string, { readonly epoch: string; offset: number }>();
  readonly #newest = new Map<string, number>();
  #conn: Deno.TcpConn;
  #frames = new Frames();
  #closed: number | null = null;
  #bytes = 0;
  #slow = true;
  #reading: Promise<void> = Promise.resolve();

  private constructor(options: RawViewerOptions, { conn, rest }: RawViewer) {
    this.#options = options;
    this.#conn = conn;
    this.#take(rest);
  }

  /** Opens one; `bytesPerSecond` 0 reads nothing. */
  static async open(options: RawViewerOptions, bytesPerSecond: number): Promise<SlowViewer> {
    const viewer = new SlowViewer(options, await openRawViewer(options));
    if (bytesPerSecond > 0) viewer.#reading = viewer.#readSlowly(bytesPerSecond);
    return viewer;
  }

  /** How many bytes it has read. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Reads as fast as it can until it has what is `expected`; comes back with its positions if it was closed. */
  async catchUp(expected: ReadonlyMap<string, number>, deadline: number): Promise<CaughtUp> {
    this.#slow = false;
    await this.#reading;
    const timer = setTimeout(() => this.#conn.close(), deadline);
    const buffer = new Uint8Array(262_144);
    while (!this.#has(expected) && await this.#read(buffer));
    if (this.#closed !== null) await this.#comeBack();
    while (!this.#has(expected) && await this.#read(buffer));
    clearTimeout(timer);
    return { newest: this.#newest, closed: this.#closed, bytes: this.#bytes };
  }

  [Symbol.dispose](): void {
    this.#slow = false;
    try {
      this.#conn.close();
    } catch {
      // It was closed when its time was up.
    }
  }

  async #comeBack(): Promise<void> {
    const { port, path } = this.#options;
    const positions = encodeURIComponent(JSON.stringify(Object.fromEntries(this.#places)));
    this.#conn.close();
    const { conn, rest } = await openRawViewer({ port, path: `${path}?resume=${positions}` });
    this.#conn = conn;
    this.#frames = new Frames();
    this.#take(rest);
  }

  async #readSlowly(bytesPerSecond: number): Promise<void> {
    const buffer = new Uint8Array(bytesPerSecond);
    while (this.#slow) {
      await pause(PORTION);
      if (this.#slow && !await this.#read(buffer)) return;
    }
  }

  /** Whether there may be more. */
  async #read(buffer: Uint8Array): Promise<boolean> {
    const count = await this.#conn.read(buffer).catch(() => null);
    if (count === null) return false;
    return this.#take(buffer.subarray(0, count));
  }

  /** Whether the connection goes on. */
  #take(bytes: Uint8Array): boolean {
    this.#bytes += bytes.length;
    for (const { opcode, payload } of this.#frames.take(bytes)) {
      if (opcode === TEXT) this.#note(JSON.parse(new TextDecoder().decode(payload)));
      if (opcode !== CLOSE) continue;
      this.#closed = payload[0]! << 8 | payload[1]!;
      return false;
    }
    return true;
  }

  #note(frame: Told | readonly Told[]): void {
    for (const { machine, n, $group, $offset, groups = {} } of [frame].flat() as Told[]) {
      for (const [group, { epoch }] of Object.entries(groups)) {
        this.#places.set(group, { epoch, offset: this.#places.get(group)?.offset ?? 0 });
      }
      if ($group !== undefined && $offset !== undefined) this.#places.get($group)!.offset = $offset;
      if (machine !== undefined && n !== undefined) this.#newest.set(machine, n);
    }
  }

  #has(expected: ReadonlyMap<string, number>): boolean {
    return [...expected].every(([machine, n]) => this.#newest.get(machine) === n);
  }
}
