import type { Close } from "../protocol/close_code.ts";
import type { Wire } from "./wire.ts";

/** A peer that sends while it is being closed is cut off before it can read why, so it is given a moment to stop … */
const QUIET = 20;
/** … but not longer than this. */
const MAX_DELAY = 1_000;

/** Closes a wire so that its peer learns why. */
export class Hangup {
  readonly #wire: Wire;
  readonly #done = Promise.withResolvers<void>();
  #heardAt = -Infinity;

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.addEventListener("message", () => this.#heardAt = performance.now());
    wire.addEventListener("close", () => this.#done.resolve());
  }

  /** Resolves when the peer has let go of the wire; a stuck one never does. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Closes the wire, when it is open, and as soon as the peer is quiet. */
  close(close: Close): void {
    const deadline = performance.now() + MAX_DELAY;
    if (this.#wire.readyState === WebSocket.OPEN) this.#closeWhenQuiet(close, deadline);
    if (this.#wire.readyState === WebSocket.CONNECTING) {
      this.#wire.addEventListener("open", () => this.#closeWhenQuiet(close, deadline));
    }
  }

  #closeWhenQuiet(close: Close, deadline: number): void {
    const now = performance.now();
    if (now - this.#heardAt < QUIET && now < deadline) {
      setTimeout(() => this.#closeWhenQuiet(close, deadline), QUIET);
    } else if (this.#wire.readyState === WebSocket.OPEN) {
      this.#wire.close(close.code, close.reason);
    }
  }
}
