import { microseconds } from "./clock.ts";

/** Stands before the digits of a stamp, and nowhere else in a message. */
const MARK = "~";
const MARK_BYTE = 0x7e;
/** Microseconds since 1970 have as many digits until the year 2286. */
const DIGITS = 16;
const ZERO = 0x30;

/** The text that tells when a message was sent. */
export function stamp(): string {
  return `${MARK}${microseconds()}`;
}

/** Finds stamps in the bytes of one connection, without a look at frames and JSON. */
export class Stamps {
  readonly #onStamp: (sentAt: number) => void;
  readonly #buffer: Uint8Array;
  #kept = 0;

  /** `onStamp` is told each stamp, in microseconds since 1970; `bytes` are read at once. */
  constructor(bytes: number, onStamp: (sentAt: number) => void) {
    this.#buffer = new Uint8Array(bytes);
    this.#onStamp = onStamp;
  }

  /** Where the next bytes are to be read to. */
  get room(): Uint8Array {
    return this.#buffer.subarray(this.#kept);
  }

  /** Looks at the `count` bytes that were read into {@link Stamps.room}. */
  take(count: number): void {
    const bytes = this.#buffer.subarray(0, this.#kept + count);
    this.#kept = 0;
    for (let at = bytes.indexOf(MARK_BYTE); at >= 0; at = bytes.indexOf(MARK_BYTE, at + 1)) {
      if (at + DIGITS >= bytes.length) return this.#keepFrom(at, bytes.length);
      const sentAt = numberAt(bytes, at + 1);
      if (sentAt !== null) this.#onStamp(sentAt);
    }
  }

  #keepFrom(from: number, to: number): void {
    this.#buffer.copyWithin(0, from, to);
    this.#kept = to - from;
  }
}

/** `null` if it is no stamp: the mark may be part of the head of a frame. */
function numberAt(bytes: Uint8Array, at: number): number | null {
  let number = 0;
  for (let digit = at; digit < at + DIGITS; digit++) {
    const value = bytes[digit]! - ZERO;
    if (value < 0 || value > 9) return null;
    number = number * 10 + value;
  }
  return number;
}
