import { type Message, valueAt } from "../../../protocol/message.ts";
import type { CellKind, Column } from "../../../protocol/view.ts";
import { nameWords, timeOf } from "../../event/value_text.ts";

/** Digits that no declaration bounds: what is behind these is the noise of binary fractions. */
const PRECISION = 12;
const MAX_DECIMALS = 6;
const NOISY_DECIMALS = 2;
const MAX_WIDTH = 40;
const TIME_WIDTH = 19;
const NESTED_WIDTH = 24;
const CURVE_WIDTH = 12;
const MARK_WIDTH = 3;

/** A column, and what its values have in common: it only ever grows, so that nothing on the screen jumps. */
export class ColumnFacts {
  readonly path: string;
  readonly title: string;
  readonly unit: string | undefined;
  readonly show: CellKind;
  /** Whether its value is part of what names a row: shown as it is, at the left, whatever it is. */
  readonly isLabel: boolean;
  readonly #declared: number | undefined;
  #decimals = 0;
  #width = 0;
  #isNamed = false;
  #hasNumbers = false;
  #hasOthers = false;

  constructor(column: Column, key: readonly string[] = []) {
    const { value, title, unit, decimals, show } = typeof column === "string"
      ? { value: column, title: undefined, unit: undefined, decimals: undefined, show: undefined }
      : column;
    this.show = show ?? "plain";
    this.path = value;
    this.title = title ?? titleOf(value);
    this.unit = unit;
    this.isLabel = key.includes(value);
    this.#declared = decimals;
  }

  /** How many digits stand behind the point of a number at most. */
  get decimals(): number {
    return this.#declared ?? this.#decimals;
  }

  /** How many stand there in a row of its own key, whose numbers so far need `own`. */
  decimalsOf(own: number | undefined): number {
    return this.#declared ?? own ?? this.#decimals;
  }

  /** How many characters wide it is. */
  get width(): number {
    if (this.show === "sparkline") return CURVE_WIDTH;
    return this.#width + (this.show === "status" ? MARK_WIDTH : 0);
  }

  /** Whether it stands at the right: all its values are numbers. */
  get isNumeric(): boolean {
    return this.#hasNumbers && !this.#hasOthers && !this.isLabel && this.show !== "sparkline";
  }

  /** Whether any message has a value there, or says that there is none. */
  get isSeen(): boolean {
    return this.#isNamed || this.#hasNumbers || this.#hasOthers;
  }

  /** Takes notice of a message which says by `null` that there is nothing at the path, or on the way to it. */
  note(message: Message): void {
    this.#isNamed ||= this.path.split(".").some((_, at, names) =>
      valueAt(message, names.slice(0, at + 1).join(".")) === null
    );
  }

  /** Takes one more value; whether the column looks another way for it. */
  learn(value: unknown): boolean {
    if (value === null || value === undefined) return false;
    const before = `${this.#decimals} ${this.#width} ${this.#hasNumbers} ${this.#hasOthers}`;
    if (typeof value === "number") {
      this.#hasNumbers = true;
      if (this.#declared === undefined) this.#decimals = Math.max(this.#decimals, decimalsOf(value));
    } else this.#hasOthers = true;
    this.#width = Math.max(this.#width, Math.min(MAX_WIDTH, this.#widthOf(value)));
    return before !== `${this.#decimals} ${this.#width} ${this.#hasNumbers} ${this.#hasOthers}`;
  }

  #widthOf(value: unknown): number {
    if (typeof value === "boolean") return 3;
    if (typeof value === "string") return timeOf(value) === null ? value.length : TIME_WIDTH;
    if (typeof value !== "number") return NESTED_WIDTH;
    const whole = Math.max(1, Math.ceil(Math.log10(Math.abs(value) + 1)));
    return whole + Math.floor((whole - 1) / 3) + (this.decimals > 0 ? this.decimals + 1 : 0) +
      (value < 0 ? 1 : 0);
  }
}

/** The last name of `path`, as words. */
function titleOf(path: string): string {
  const words = nameWords(path.split(".").at(-1)!);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How many digits behind the point `value` needs, without the noise of binary fractions. */
export function decimalsOf(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return 0;
  const text = String(Number(value.toPrecision(PRECISION)));
  const decimals = text.includes("e") ? MAX_DECIMALS : text.length - text.indexOf(".") - 1;
  return decimals > MAX_DECIMALS ? NOISY_DECIMALS : decimals;
}
