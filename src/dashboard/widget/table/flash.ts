/** 150 ms in, 600 ms out; a cell no more often than twice a second. Times in ms. */
const IN = 150;
const OUT = 600;
const PAUSE = 500;

/** Which way a value went. */
export type Direction = "up" | "down" | "other";

const MARKS: Readonly<Record<Direction, string>> = { up: "▲", down: "▼", other: "" };

/** Which way it is from `before` to `after`. */
export function directionOf(before: unknown, after: unknown): Direction {
  if (typeof before !== "number" || typeof after !== "number") return "other";
  return after > before ? "up" : "down";
}

/** Flashes softly when its value changes: a tint of the cell, and a shape in it. */
export class Flash {
  #last = -Infinity;

  /** Has `cell` flash, unless it did just now, or the viewer wants no motion. `mark` is empty otherwise. */
  show(cell: HTMLElement, mark: HTMLElement | null, direction: Direction): void {
    const now = performance.now();
    if (now - this.#last < PAUSE || prefersStillness()) return;
    this.#last = now;
    const duration = IN + OUT;
    const offset = IN / duration;
    const tint = `var(--flash-${direction})`;
    cell.animate([{}, { backgroundColor: tint, offset }, {}], { duration, easing: "ease-out" });
    if (!mark) return;
    mark.textContent = MARKS[direction];
    mark.dataset["direction"] = direction;
    mark.animate([{ opacity: 0 }, { opacity: 1, offset }, { opacity: 0 }], { duration });
  }
}

function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
