import { CLOSE, type Close } from "../protocol/close_code.ts";
import { CommandLimit } from "./command_limit.ts";

/** How many commands of one connection wait for an earlier one. */
const MAX_WAITING = 256;

/** A frame as the peer sent it: text, or the bytes of a binary one. */
export type ClientFrame = string | Uint8Array;

/** The commands of one connection: answered one after the other, in their order, and not too many of them. */
export class CommandQueue {
  readonly #handle: (frame: ClientFrame) => Promise<void>;
  readonly #limit: CommandLimit;
  readonly #maxBytes: number;
  readonly #waiting: ClientFrame[] = [];
  #working = false;
  #held = true;
  #ended = false;

  /** Nothing is handled before {@link CommandQueue.begin}. `handle` does not throw. */
  constructor(
    { frameBytes, commandsPerSecond }: { frameBytes: number; commandsPerSecond: number },
    handle: (frame: ClientFrame) => Promise<void>,
  ) {
    this.#handle = handle;
    this.#maxBytes = frameBytes;
    this.#limit = new CommandLimit(commandsPerSecond, performance.now());
  }

  /** Takes a frame; why the connection must be closed if it may not be taken. */
  take(data: string | ArrayBuffer): Close | undefined {
    if (isLarger(data, this.#maxBytes)) return CLOSE.tooLarge;
    const isAllowed = this.#limit.take(performance.now()) && this.#waiting.length < MAX_WAITING;
    if (!isAllowed) return CLOSE.tryLater;
    this.#waiting.push(typeof data === "string" ? data : new Uint8Array(data));
    if (!this.#working && !this.#held) this.#work();
  }

  /** Handles what has come, and what comes from now on. */
  begin(): void {
    this.#held = false;
    this.#work();
  }

  /** Handles nothing any more. */
  end(): void {
    this.#ended = true;
    this.#waiting.length = 0;
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0 && !this.#ended) await this.#handle(this.#waiting.shift()!);
    this.#working = false;
  }
}

function isLarger(data: string | ArrayBuffer, maxBytes: number): boolean {
  if (typeof data !== "string") return data.byteLength > maxBytes;
  // No character takes more than three bytes, so that most texts need not be measured.
  return data.length * 3 > maxBytes && new TextEncoder().encode(data).length > maxBytes;
}
