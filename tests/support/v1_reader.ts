/**
 * What a client of `boardcast.v1` makes of the frames that it reads: where it stands in each group, over all its
 * connections, and whatever was wrong with what it was told.
 */
import type { Frame } from "./ws_client.ts";

/** Where a client stands in a group, as it says so when it returns. */
export interface Position {
  epoch: string;
  offset: number;
}

/** What a reader knows of groups beforehand, and whom it tells of what it reads. */
export interface ReaderOptions {
  /** Whether every publication of the group has an offset and stays until it is lost: then no offset is skipped. */
  isLog?: (group: string) => boolean;
  /** Called with each frame, those of an array one by one, after it was checked. */
  onFrame?: (frame: Frame) => void;
  /** Frames that it does as if they had never come, which proves that its checks would notice. */
  isDeafTo?: (frame: Frame) => boolean;
}

/** Offsets `from` to `to`, of which it was announced that they cannot be told. */
type Span = readonly [from: number, to: number];

interface Standing {
  /** `null` until the server says under which epoch it tells. */
  epoch: string | null;
  /** `null` until something was told: what comes first is the beginning. */
  offset: number | null;
  gaps: Span[];
}

/** So many faults are kept in words; all of them are counted. */
const MAX_FAULTS = 20;

/** Keeps the position in each group, exactly as frames tell it, and checks what it is told. */
export class V1Reader {
  readonly #options: ReaderOptions;
  readonly #standings = new Map<string, Standing>();
  /** The epochs under which this connection tells. */
  readonly #epochs = new Map<string, string>();
  #welcomed = false;
  /** The first things that were wrong. */
  readonly faults: string[] = [];
  /** How many things were wrong. */
  faultCount = 0;
  /** How many offsets of logs were skipped without a word. */
  holes = 0;
  /** How many gaps were announced. */
  gaps = 0;

  constructor(options: ReaderOptions = {}) {
    this.#options = options;
  }

  /** Where it stands, in each group of which it knows. */
  get positions(): Record<string, Position> {
    return Object.fromEntries([...this.#standings.keys()].flatMap((group) => {
      const position = this.position(group);
      return position ? [[group, position]] : [];
    }));
  }

  /** Where it stands in `group`, if it knows. */
  position(group: string): Position | undefined {
    const { epoch = null, offset = null } = this.#standings.get(group) ?? {};
    return epoch === null || offset === null ? undefined : { epoch, offset };
  }

  /** Goes on in `group` from `position`, wherever it was. */
  goBackTo(group: string, { epoch, offset }: Position): void {
    this.#standings.set(group, { epoch, offset, gaps: [] });
  }

  /** A new connection begins: its first frame has to be the greeting. */
  begin(): void {
    this.#welcomed = false;
    this.#epochs.clear();
  }

  /** Asks for `group`: what comes of it is no fault from now on. */
  expect(group: string): void {
    if (!this.#standings.has(group)) this.#standings.set(group, { epoch: null, offset: null, gaps: [] });
  }

  /** Has left `group`: what it once was told there is nothing that it can go on from. */
  forget(group: string): void {
    this.#standings.delete(group);
    this.#epochs.delete(group);
  }

  /** Reads the text of one frame as it came. */
  read(text: string): void {
    const read = JSON.parse(text);
    if (!Array.isArray(read)) return this.#take(read);
    for (const frame of read) this.#take(frame);
  }

  #take(frame: Frame): void {
    const { type } = frame;
    if (this.#options.isDeafTo?.(frame)) return;
    if (!this.#welcomed) this.#begun(frame);
    else if (frame["$group"] !== undefined) this.#publication(frame);
    else if (type === "$gap" || type === "$resumed") this.#caughtUp(frame);
    else if (type === "$reply" && frame["epoch"]) this.#joined(frame["group"], frame["epoch"]);
    else if (type === "$welcome") this.#fault("a second $welcome");
    this.#options.onFrame?.(frame);
  }

  #begun(frame: Frame): void {
    if (frame.type !== "$welcome") return this.#fault(`${frame.type} came before $welcome`);
    this.#welcomed = true;
    for (const [group, { epoch }] of Object.entries<Position>(frame["groups"])) this.#joined(group, epoch);
  }

  #joined(group: string, epoch: string): void {
    this.expect(group);
    this.#epochs.set(group, epoch);
    this.#standings.get(group)!.epoch ??= epoch;
  }

  #publication(frame: Frame): void {
    const group = frame["$group"];
    const offset = frame["$offset"];
    const standing = this.#standing(group, "a publication");
    if (!standing || offset === undefined) return;
    if (!Number.isSafeInteger(offset) || offset < 1) return this.#fault(`${group}: the offset ${offset}`);
    const told = standing.offset;
    if (told !== null && offset <= told) return this.#fault(`${group}: ${offset} came after ${told}`);
    if (told !== null && offset > told + 1) this.#skipped(group, standing, told + 1, offset - 1);
    if (this.#options.isLog?.(group) && isCovered(standing.gaps, offset, offset)) {
      this.#fault(`${group}: ${offset} came although a gap said that it is missing`);
    }
    standing.offset = offset;
  }

  #caughtUp(frame: Frame): void {
    const { type, group, epoch } = frame;
    if (epoch !== undefined && this.#standings.has(group)) this.#joined(group, epoch);
    if (type === "$gap") this.#gap(frame);
    else this.#resumed(frame);
  }

  /** The position does not move: what is kept of other events may lie within the gap. */
  #gap({ group, from, to, cause }: Frame): void {
    this.gaps++;
    const standing = this.#standings.get(group);
    if (!standing) return this.#fault(`${group}: a gap in a group that it is not in`);
    if (!(from <= to) && cause !== "restarted") this.#fault(`${group}: a gap from ${from} to ${to}`);
    if (cause !== "restarted") return void standing.gaps.push([from, to]);
    standing.epoch = this.#epochs.get(group) ?? null;
    standing.offset = null;
    standing.gaps = [];
  }

  #resumed({ group, to }: Frame): void {
    const standing = this.#standing(group, "$resumed");
    if (!standing) return;
    const told = standing.offset;
    if (told !== null && to < told) return this.#fault(`${group}: $resumed to ${to} after ${told}`);
    if (told !== null && to > told) this.#skipped(group, standing, told + 1, to);
    standing.offset = to;
    standing.gaps = standing.gaps.filter((gap) => gap[1] > to);
  }

  #skipped(group: string, { gaps }: Standing, from: number, to: number): void {
    if (!this.#options.isLog?.(group) || isCovered(gaps, from, to)) return;
    this.holes += to - from + 1;
    this.#fault(`${group}: nobody said what became of ${from} to ${to}`);
  }

  /** The standing in a group that something is told of, if that is in order. */
  #standing(group: string, what: string): Standing | undefined {
    const standing = this.#standings.get(group);
    const epoch = this.#epochs.get(group);
    if (!standing) this.#fault(`${what} of the group ${group}, which it is not in`);
    else if (epoch !== undefined && standing.epoch !== epoch) {
      this.#fault(`${group}: ${what} under the epoch ${epoch} instead of ${standing.epoch}, and no gap`);
      this.#standings.set(group, { epoch, offset: null, gaps: [] });
    }
    return this.#standings.get(group);
  }

  #fault(what: string): void {
    this.faultCount++;
    if (this.faults.length < MAX_FAULTS) this.faults.push(what);
  }
}

/** Whether `gaps` together hold all offsets `from` to `to`. */
function isCovered(gaps: readonly Span[], from: number, to: number): boolean {
  let next = from;
  for (const [first, last] of gaps.toSorted((a, b) => a[0] - b[0])) {
    if (first > next) break;
    next = Math.max(next, last + 1);
  }
  return next > to;
}
