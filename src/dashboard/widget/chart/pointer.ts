import type { Plot } from "./plot.ts";
import type { SharedTime } from "./shared_time.ts";
import type { TimeSpan } from "./surface.ts";

/** Who points at what. */
export interface PointerParts {
  /** Over which the charts stand still. */
  readonly zone: HTMLElement;
  /** What has the focus of the keyboard. */
  readonly focus: HTMLElement;
  readonly plot: Plot;
  readonly time: SharedTime;
  /** Whether charts stand still while they are pointed at; on a wall a forgotten mouse must not stop them. */
  mayHold(): boolean;
  /** The time of the server, in ms since 1970. */
  now(): number;
  /** Shows a part of the time; `null` for all of it. */
  zoom(span: TimeSpan | null): void;
  /** The crosshair was moved by keyboard. */
  moved(): void;
}

/** A drag over fewer CSS pixels is a click. */
const DRAG = 6;

/** Mouse, fingers, pen and keyboard over a chart: crosshair, standing still, zoom. */
export class Pointer implements Disposable {
  readonly #parts: PointerParts;
  readonly #off = new AbortController();
  readonly #selection = document.createElement("div");
  /** Where a drag began, in CSS pixels from the left edge. */
  #from: number | null = null;

  constructor(parts: PointerParts) {
    this.#parts = parts;
    const { zone, focus, plot: { over } } = parts;
    this.#selection.className = "chart-selection";
    this.#selection.hidden = true;
    over.append(this.#selection);
    const { signal } = this.#off;
    zone.addEventListener("pointerenter", (event) => this.#enter(event), { signal });
    zone.addEventListener("pointerleave", (event) => this.#leave(event), { signal });
    over.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    over.addEventListener("pointermove", (event) => this.#move(event), { signal });
    over.addEventListener("pointerup", (event) => this.#up(event), { signal });
    over.addEventListener("pointercancel", () => this.#endDrag(), { signal });
    over.addEventListener("dblclick", () => this.#parts.zoom(null), { signal });
    focus.addEventListener("keydown", (event) => this.#key(event), { signal });
    focus.addEventListener("blur", () => parts.time.crosshair = null, { signal });
  }

  [Symbol.dispose](): void {
    this.#off.abort();
    this.#selection.remove();
    this.#parts.time.release("pointer", "asked");
    this.#parts.time.crosshair = null;
  }

  /** A finger stays no longer than it is down: it is the button to go on that ends what it began. */
  #enter({ pointerType }: PointerEvent): void {
    const { time, now, mayHold } = this.#parts;
    if (mayHold()) time.hold(pointerType === "touch" ? "asked" : "pointer", now());
  }

  #leave({ pointerType }: PointerEvent): void {
    if (pointerType === "touch") return;
    this.#parts.time.release("pointer");
    this.#parts.time.crosshair = null;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#from = this.#leftOf(event);
    this.#parts.plot.over.setPointerCapture(event.pointerId);
    this.#parts.time.crosshair = this.#parts.plot.timeAt(this.#from);
  }

  #move(event: PointerEvent): void {
    const left = this.#leftOf(event);
    this.#parts.time.crosshair = this.#parts.plot.timeAt(left);
    if (this.#from === null) return;
    const [from, to] = [Math.min(this.#from, left), Math.max(this.#from, left)];
    this.#selection.hidden = to - from < DRAG;
    this.#selection.style.left = `${from}px`;
    this.#selection.style.width = `${to - from}px`;
  }

  #up(event: PointerEvent): void {
    const [from, left] = [this.#from, this.#leftOf(event)];
    this.#endDrag();
    if (from === null || Math.abs(left - from) < DRAG) return;
    const { plot, zoom } = this.#parts;
    zoom({ from: plot.timeAt(Math.min(from, left)), until: plot.timeAt(Math.max(from, left)) });
  }

  #endDrag(): void {
    this.#from = null;
    this.#selection.hidden = true;
  }

  #leftOf({ clientX }: PointerEvent): number {
    const { left, width } = this.#parts.plot.over.getBoundingClientRect();
    return Math.min(Math.max(clientX - left, 0), width);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { plot: { span: { from, until } }, time, zoom } = this.#parts;
    const at = Math.min(Math.max(time.crosshair ?? until, from), until);
    const step = (until - from) / (event.shiftKey ? 10 : 100);
    const quarter = (until - from) / 4;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.#cross(Math.max(from, at - step)),
      ArrowRight: () => this.#cross(Math.min(until, at + step)),
      Home: () => this.#cross(from),
      End: () => this.#cross(until),
      "+": () => zoom({ from: Math.max(from, at - quarter), until: Math.min(until, at + quarter) }),
      "-": () => zoom(null),
      " ": () => this.#toggle(),
    };
    if (!Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]!();
  }

  #cross(at: number): void {
    const { time, now, moved } = this.#parts;
    time.hold("asked", now());
    time.crosshair = at;
    moved();
  }

  #toggle(): void {
    const { time, now } = this.#parts;
    if (time.heldAt === null) time.hold("asked", now());
    else time.release("asked", "pointer");
  }
}
