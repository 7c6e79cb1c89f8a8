/** A frame of the server (RFC 6455, section 5.2): its opcode, and its payload until the next {@link Frames.take}. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** The opcodes that a viewer looks at. */
export const TEXT = 1;
/** See {@link TEXT}. */
export const CLOSE = 8;

/** Puts the frames of one connection together again. The server sends no frame in parts. */
export class Frames {
  #waiting: Uint8Array = new Uint8Array(0);

  /** The frames that are whole with `bytes`. */
  take(bytes: Uint8Array): Frame[] {
    const all = this.#waiting.length === 0 ? bytes : concat(this.#waiting, bytes);
    const frames: Frame[] = [];
    let at = 0;
    for (let frame = frameAt(all, at); frame !== null; frame = frameAt(all, at)) {
      frames.push(frame);
      at = frame.end;
    }
    this.#waiting = all.slice(at);
    return frames;
  }
}

function frameAt(bytes: Uint8Array, at: number): Frame & { readonly end: number } | null {
  if (bytes.length < at + 2) return null;
  const short = bytes[at + 1]! & 0x7f;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < at + head) return null;
  const end = at + head + (short < 126 ? short : longLength(bytes, at, head));
  if (bytes.length < end) return null;
  return { opcode: bytes[at]! & 0x0f, payload: bytes.subarray(at + head, end), end };
}

function longLength(bytes: Uint8Array, at: number, head: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  return head === 4 ? view.getUint16(2) : Number(view.getBigUint64(2));
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
