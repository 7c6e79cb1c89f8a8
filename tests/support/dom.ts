/**
 * A page for tests of what runs in one, made of happy-dom. Only what Deno has not is put in place: its own events, sockets
 * and requests stay. To be imported before anything that looks for a page as it is loaded.
 */
import { Window } from "happy-dom";

const page = new Window({ url: "http://127.0.0.1/" });
// It has timers of its own until it has loaded.
await page.happyDOM.waitUntilComplete();

/** How long a frame is shown, in ms. */
const FRAME = 1_000 / 60;

/** Shows a frame every 1/60 s, if somebody waits for one and the page can be seen: happy-dom has no rate of its own. */
class Screen {
  readonly #waiting = new Map<number, FrameRequestCallback>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ids = 0;
  #isHidden = false;
  /** How many frames have been shown. */
  frames = 0;

  request(callback: FrameRequestCallback): number {
    this.#waiting.set(++this.#ids, callback);
    this.#wait();
    return this.#ids;
  }

  cancel(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Whether somebody waits for a frame. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** The next frame. */
  next(): Promise<unknown> {
    return new Promise((resolve) => this.request(resolve));
  }

  /** Hides the page, as another tab in front of it does, until the result is disposed of. */
  hide(): Disposable {
    this.#see(false);
    return { [Symbol.dispose]: () => this.#see(true) };
  }

  get visibilityState(): DocumentVisibilityState {
    return this.#isHidden ? "hidden" : "visible";
  }

  #see(isSeen: boolean): void {
    this.#isHidden = !isSeen;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    document.dispatchEvent(new page.Event("visibilitychange") as unknown as Event);
    if (this.#waiting.size > 0) this.#wait();
  }

  #wait(): void {
    if (this.#isHidden) return;
    this.#timer ??= setTimeout(() => this.#show(), FRAME - performance.now() % FRAME);
  }

  #show(): void {
    this.#timer = undefined;
    this.frames++;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const callback of waiting) callback(performance.now());
  }
}

/** What the page is shown on. */
export const screen: Screen = new Screen();

const MISSING: Record<string, unknown> = {
  window: page,
  document: page.document,
  origin: page.location.origin,
  HTMLElement: page.HTMLElement,
  HTMLIFrameElement: page.HTMLIFrameElement,
  Element: page.Element,
  Node: page.Node,
  MutationObserver: page.MutationObserver,
  getComputedStyle: page.getComputedStyle.bind(page),
  requestAnimationFrame: (callback: FrameRequestCallback) => screen.request(callback),
  cancelAnimationFrame: (id: number) => screen.cancel(id),
};

for (const [name, value] of Object.entries(MISSING)) {
  if (name in globalThis) throw new Error(`Deno has ${name} of its own by now`);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
Object.defineProperty(document, "visibilityState", { get: () => screen.visibilityState });
