/** What stands at the end of a line, and beside its name. */
export type Shape = "circle" | "square" | "triangle" | "diamond" | "down" | "cross" | "ring" | "bar";

/** How a line differs from the others: by colour, and without it. */
export interface LineStyle {
  /** The CSS variable of its colour. */
  readonly colour: string;
  readonly shape: Shape;
  /** Of strokes and spaces, in CSS pixels. */
  readonly dash: readonly number[];
}

/** So many lines are shown unless others are chosen, and so many at most. */
export const USUAL_LINES = 8;
export const MOST_LINES = 12;

const SHAPES: readonly Shape[] = ["circle", "square", "triangle", "diamond", "down", "cross", "ring", "bar"];

/** Gives lines their styles: the same as long as the line is shown, and to each another. */
export class LineStyles {
  readonly #slots = new Map<string, number>();

  /** The styles of the lines of these `names`, at most {@link MOST_LINES}. */
  of(names: readonly string[]): LineStyle[] {
    const shown = new Set(names);
    for (const name of this.#slots.keys()) if (!shown.has(name)) this.#slots.delete(name);
    return names.map((name) => styleOf(this.#slotOf(name)));
  }

  #slotOf(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const taken = new Set(this.#slots.values());
    let slot = 0;
    while (taken.has(slot)) slot++;
    this.#slots.set(name, slot);
    return slot;
  }
}

function styleOf(slot: number): LineStyle {
  const kind = slot % SHAPES.length;
  return { colour: `--series-${kind + 1}`, shape: SHAPES[kind]!, dash: slot < SHAPES.length ? [] : [6, 4] };
}
