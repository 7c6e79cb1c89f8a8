import { isHidden } from "./page_signals.ts";

/** The wait where there are no frames, and how long one is waited for: a page that is hidden meanwhile has none; in ms. */
const TICK = 16;
const PATIENCE = 250;

/** Runs work with the next frame that the browser shows, however often it was asked for until then. */
export class NextFrame {
  readonly #work: () => void;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(work: () => void) {
    this.#work = work;
  }

  /** Has the work run with the next frame; by a timer where there are none. */
  request(): void {
    if (this.#timer !== undefined) return;
    const hasFrames = typeof requestAnimationFrame === "function" && !isHidden();
    this.#timer = setTimeout(() => this.run(), hasFrames ? PATIENCE : TICK);
    if (hasFrames) this.#frame = requestAnimationFrame(() => this.run());
  }

  /** Runs the work now. */
  run(): void {
    this.cancel();
    this.#work();
  }

  /** Takes back {@link NextFrame.request}. */
  cancel(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#timer = undefined;
    this.#frame = undefined;
  }
}
