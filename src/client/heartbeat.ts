/** How long a ping may go unanswered at most, in ms. */
const PATIENCE = 8_000;

/** Notices that nobody is there any more at the other end of a connection that is still open. */
export class Heartbeat {
  readonly #ping: () => void;
  readonly #onSilence: () => void;
  #patience = PATIENCE;
  #interval: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  /** `onSilence` is called when nothing at all was heard for 8 s after a ping, or until the next one. */
  constructor({ ping, onSilence }: { ping: () => void; onSilence: () => void }) {
    this.#ping = ping;
    this.#onSilence = onSilence;
  }

  /** Pings now, and every `every` ms from now on. */
  start(every: number): void {
    this.stop();
    this.#patience = Math.min(every, PATIENCE);
    this.#interval = setInterval(() => this.check(), every);
    this.check();
  }

  /** Pings now. */
  check(): void {
    this.#ping();
    this.expect();
  }

  /** Expects to hear something soon. */
  expect(): void {
    this.#deadline ??= setTimeout(this.#onSilence, this.#patience);
  }

  /** Something was heard. */
  heard(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }

  stop(): void {
    clearInterval(this.#interval);
    this.heard();
  }
}
