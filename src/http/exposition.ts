/** One value of a metric; `suffix` tells the values of a histogram apart. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly suffix?: "" | "_bucket" | "_sum" | "_count";
}

/** One metric with all its values. */
export interface Family {
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The media type of {@link textOf}. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics in Prometheus' text-based exposition format, version 0.0.4. */
export function textOf(families: readonly Family[]): string {
  return families.map(({ name, type, help, samples }) =>
    [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => lineOf(name, sample)), ""]
      .join("\n")
  ).join("");
}

function lineOf(name: string, { labels, value, suffix = "" }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${suffix}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/"/g, '\\"');
}

/** Counts how many values were no greater than each bound. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  /** `bounds` rise. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  /** Counts `value`. */
  observe(value: number): void {
    this.#sum += value;
    this.#count++;
    this.#bounds.forEach((bound, at) => {
      if (value <= bound) this.#counts[at]!++;
    });
  }

  /** Its values: one a bound, all, their sum and their number. */
  get samples(): Sample[] {
    const bucket = (le: string, value: number): Sample => ({ suffix: "_bucket", labels: { le }, value });
    return [
      ...this.#bounds.map((bound, at) => bucket(String(bound), this.#counts[at]!)),
      bucket("+Inf", this.#count),
      { suffix: "_sum", labels: {}, value: this.#sum },
      { suffix: "_count", labels: {}, value: this.#count },
    ];
  }
}
