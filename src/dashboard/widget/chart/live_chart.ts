import type { MissingInterval } from "../../event/gaps.ts";
import type { ChartLines } from "./chart_lines.ts";
import { breaksOf, type Loss } from "./missing.ts";
import { Plot, type Scene } from "./plot.ts";
import { Pointer } from "./pointer.ts";
import { Readout, readoutText } from "./readout.ts";
import type { SharedTime } from "./shared_time.ts";
import { summaryOf } from "./summary.ts";
import type { TimeSpan } from "./surface.ts";

/** What a chart is to show. */
export interface ChartInput extends Omit<Scene, "gaps" | "leadsOn"> {
  readonly title: string;
  /** What is known to be missing, and the times without a connection. */
  readonly gaps: readonly MissingInterval[];
  readonly losses: readonly Loss[];
  /** How far back it reaches, in ms. */
  readonly window: number;
  /** The part of the time that is shown instead. */
  readonly zoom: TimeSpan | null;
  readonly isWall: boolean;
  /** By how much the server's clock is ahead, in ms. */
  readonly ahead: number;
}

/** Where a chart stands on the page. */
export interface ChartPlace {
  readonly zone: HTMLElement;
  readonly host: HTMLElement;
  /** Read out by screen readers when it changes. */
  readonly voice: HTMLElement;
}

/** Who is told what is done with a chart. */
export interface ChartWatcher {
  zoom(span: TimeSpan | null): void;
  /** How many messages came since it stands still. */
  waiting(count: number): void;
}

/** Times between two of these, in ms: summaries for who does not see the chart, what is read out, and steps without motion. */
const [SUMMARY, SOON, PAUSE, STEP] = [15_000, 1_000, 400, 1_000];

/** A chart that is drawn with the frames of the browser, when there is something else to see. */
export class LiveChart implements Disposable {
  readonly #lines: ChartLines;
  readonly #time: SharedTime;
  readonly #place: ChartPlace;
  readonly #on: ChartWatcher;
  readonly #plot: Plot;
  readonly #owned = new DisposableStack();
  readonly #readout: Readout;
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #input: ChartInput;
  #scene: Scene;
  #isDirty = true;
  #isSeen = true;
  #drawnCount = -1;
  #crosshair: number | null = null;
  #heldCount: number | null = null;
  #waiting = 0;
  #nextSummary = 0;
  #voiceTimer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(place: ChartPlace, { lines, time, input, on }: {
    lines: ChartLines;
    time: SharedTime;
    input: ChartInput;
    on: ChartWatcher;
  }) {
    this.#lines = lines;
    this.#time = time;
    this.#place = place;
    this.#input = input;
    this.#on = on;
    this.#scene = { ...input, gaps: [], leadsOn: false };
    this.#plot = this.#owned.use(new Plot(place.host, this.#scene, this.#span()));
    this.#readout = this.#owned.use(new Readout(this.#plot.over));
    this.#owned.use(
      new Pointer({
        zone: place.zone,
        focus: place.host,
        plot: this.#plot,
        time,
        mayHold: () => !this.#input.isWall,
        now: () => this.#now(),
        zoom: (span) => on.zoom(span),
        moved: () => this.#speakSoon(),
      }),
    );
    this.#watchPage();
    this.#frame = requestAnimationFrame(() => this.#tick());
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.canvas;
  }

  get title(): string {
    return this.#input.title;
  }

  get scene(): Scene {
    return this.#scene;
  }

  get span(): TimeSpan {
    return this.#plot.span;
  }

  /** Shows `input` from the next frame on. */
  show(input: ChartInput): void {
    this.#input = input;
    this.#isDirty = true;
    this.#nextSummary = Math.min(this.#nextSummary, Date.now() + SOON);
  }

  [Symbol.dispose](): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#voiceTimer);
    this.#owned.dispose();
  }

  #watchPage(): void {
    const { host } = this.#place;
    const sizes = new ResizeObserver(() => {
      this.#plot.resize();
      this.#isDirty = true;
    });
    const sight = new IntersectionObserver(([entry]) => this.#isSeen = entry?.isIntersecting ?? true);
    const themes = new MutationObserver(() => {
      this.#plot.restyle();
      this.#isDirty = true;
    });
    sizes.observe(host);
    sight.observe(host);
    themes.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    for (const observer of [sizes, sight, themes]) this.#owned.defer(() => observer.disconnect());
  }

  #tick(): void {
    this.#frame = requestAnimationFrame(() => this.#tick());
    this.#countWaiting();
    if (!this.#isSeen) return;
    const isDrawn = this.#drawIfNeeded();
    const { crosshair } = this.#time;
    if (isDrawn || crosshair !== this.#crosshair) {
      this.#crosshair = crosshair;
      if (crosshair === null) this.#readout.show(null, null);
      else this.#readout.show(crosshair, this.#plot, this.#scene);
    }
    if (Date.now() >= this.#nextSummary) this.#summarize();
  }

  #drawIfNeeded(): boolean {
    const span = this.#span();
    const { count } = this.#lines;
    const isMoved = span.until !== this.#plot.span.until || span.from !== this.#plot.span.from;
    const isCalm = this.#calm.matches && !isMoved;
    const isNew = count !== this.#drawnCount && !isCalm &&
      (this.#time.heldAt === null || this.#drawnCount < 0);
    if (!this.#isDirty && !isMoved && !isNew) return false;
    this.#isDirty = false;
    this.#drawnCount = count;
    const { gaps, losses, lines, zoom } = this.#input;
    const breaks = breaksOf(lines.map(({ line }) => line), gaps, losses);
    this.#scene = { ...this.#input, gaps: breaks, leadsOn: zoom !== null };
    this.#plot.draw(this.#scene, span, this.#now());
    return true;
  }

  /** It moves on by whole pixels, so that it is drawn no more often than there is something to see. */
  #span(): TimeSpan {
    const { zoom, window } = this.#input;
    if (zoom) return zoom;
    const held = this.#time.heldAt;
    if (held !== null) return { from: held - window, until: held };
    const pixel = window / Math.max(1, this.#place.host.clientWidth * devicePixelRatio);
    const step = this.#calm.matches ? Math.max(STEP, pixel) : pixel;
    const until = Math.floor(this.#now() / step) * step;
    return { from: until - window, until };
  }

  #now(): number {
    return Date.now() + this.#input.ahead;
  }

  #countWaiting(): void {
    const isHeld = this.#time.heldAt !== null;
    if (!isHeld) this.#heldCount = null;
    else this.#heldCount ??= this.#lines.count;
    const waiting = this.#lines.count - (this.#heldCount ?? this.#lines.count);
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#on.waiting(waiting);
  }

  #summarize(): void {
    this.#nextSummary = Date.now() + SUMMARY;
    const { host } = this.#place;
    host.setAttribute("aria-label", `${this.#input.title}. ${summaryOf(this.#scene, this.#plot.span)}`);
  }

  /** Who holds a key down does not want to hear all that is passed. */
  #speakSoon(): void {
    clearTimeout(this.#voiceTimer);
    this.#voiceTimer = setTimeout(() => {
      const { crosshair } = this.#time;
      if (crosshair !== null) this.#place.voice.textContent = readoutText(crosshair, this.#plot, this.#scene);
    }, PAUSE);
  }
}
