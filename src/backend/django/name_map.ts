/** Leads names from one side to the other: `school_{id}` to `schools_{id}`; every name to itself if nothing is given. */
export class NameMap {
  readonly #ways: readonly Way[] | null;

  constructor(patterns: Readonly<Record<string, string>> | undefined) {
    this.#ways = patterns
      ? Object.entries(patterns).map(([from, to]) => ({ from: pattern(from), to: pattern(to) }))
      : null;
  }

  /** What the name on the one side is on the other; `undefined` if it is not among them. */
  to(name: string): string | undefined {
    return this.#ways ? through(this.#ways, name) : name;
  }

  /** The other way. */
  from(name: string): string | undefined {
    return this.#ways ? through(this.#ways.map(({ from, to }) => ({ from: to, to: from })), name) : name;
  }

  /** The names of the one side as globs of Redis. */
  get globs(): string[] {
    return this.#ways?.map(({ from }) => from.glob) ?? ["*"];
  }

  /** The first of the globs that stands for `name`; `undefined` if none does. */
  globOf(name: string): string | undefined {
    return this.#ways ? this.#ways.find(({ from }) => from.expression.test(name))?.from.glob : "*";
  }

  /** The names of the one side that have no parameters; `null` if every name is led to itself. */
  get fixed(): string[] | null {
    return this.#ways?.map(({ from }) => from.text).filter((text) => !text.includes("{")) ?? null;
  }
}

interface Way {
  readonly from: Pattern;
  readonly to: Pattern;
}

interface Pattern {
  readonly text: string;
  readonly expression: RegExp;
  readonly glob: string;
}

function pattern(text: string): Pattern {
  const pieces = text.split(/\{(\w+)\}/);
  const seen = new Set<string>();
  const source = pieces.map((piece, at) => {
    if (at % 2 === 0) return RegExp.escape(piece);
    if (seen.has(piece)) return `\\k<${piece}>`;
    seen.add(piece);
    return `(?<${piece}>.+)`;
  });
  const glob = pieces.map((piece, at) => at % 2 === 0 ? piece : "*").join("");
  return { text, expression: new RegExp(`^${source.join("")}$`, "su"), glob };
}

function through(ways: readonly Way[], name: string): string | undefined {
  for (const { from, to } of ways) {
    const found = from.expression.exec(name);
    if (found) return to.text.replace(/\{(\w+)\}/g, (_text, parameter) => found.groups?.[parameter] ?? "");
  }
}
