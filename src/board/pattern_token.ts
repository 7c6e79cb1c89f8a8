const ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const TEXT = `${ALPHANUMERIC}_.:@+-`;
const SYMBOL = `${TEXT}/^=!$%*&' `;
const PRINTABLE = `${SYMBOL}"#(),;<>?[\\]\`{|}~`;

/** What a parameter may be: any name, the symbol of an exchange, a whole number written in one way only, anything, a person. */
const KINDS = {
  text: { characters: TEXT, most: 128 },
  symbol: { characters: SYMBOL, most: 32 },
  int: { characters: "0123456789", most: 15 },
  any: { characters: PRINTABLE, most: Infinity },
  /** A part of an address, as it is looked up: whether a group can have it is asked later. */
  segment: { characters: PRINTABLE.replace("/", ""), most: Infinity },
  /** A person: these, and all that are beyond ASCII and no control characters. */
  subject: { characters: PRINTABLE, most: 255 },
} as const;

/** A kind of parameter. */
export type Kind = keyof typeof KINDS;

/** A parameter of a pattern: from 1 to `most` of `characters`. */
export interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  /** Without the character that stands behind it: where a parameter ends is never in doubt. */
  readonly characters: string;
  readonly most: number;
}

/** A piece of a pattern: text as it stands, or a parameter. */
export type Token = string | Parameter;

const PARAMETER = /\{(\w+)(?::(\w+))?\}/;

/** The pieces of a pattern such as `school_{school:int}_dashboard`. @throws RangeError for a kind that does not exist */
export function tokensOf(pattern: string): Token[] {
  // Splitting by an expression with two groups gives text, name and kind in turn.
  const pieces = pattern.split(PARAMETER);
  const tokens: Token[] = [];
  for (let at = 0; at < pieces.length; at += 3) {
    if (pieces[at]) tokens.push(pieces[at]!);
    const name = pieces[at + 1];
    if (name !== undefined) {
      tokens.push(parameter(pattern, name, pieces[at + 2] ?? "text", pieces[at + 3]![0]));
    }
  }
  return tokens;
}

/** The parameters of `tokens`. */
export function parametersOf(tokens: readonly Token[]): Parameter[] {
  return tokens.filter((token) => typeof token !== "string");
}

/** Why the names of a pattern could be read in two ways, in words; `undefined` if they cannot. */
export function ambiguityOf(tokens: readonly Token[]): string | undefined {
  const names = parametersOf(tokens).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) return `the parameter ${twice} is in it twice`;
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    if (typeof token === "string" || next === undefined) continue;
    if (typeof next !== "string") {
      return `put something between the parameters ${token.name} and ${next.name}`;
    }
    if (token.kind === "int" && /^\d/.test(next)) return `no digit may stand behind the number ${token.name}`;
  }
}

function parameter(pattern: string, name: string, kind: string, behind: string | undefined): Parameter {
  if (!Object.hasOwn(KINDS, kind)) {
    throw new RangeError(`Cannot use the group "${pattern}": there is no kind "${kind}"`);
  }
  const { characters, most } = KINDS[kind as Kind];
  const possible = behind === undefined ? characters : characters.replace(behind, "");
  return { name, kind: kind as Kind, characters: possible, most };
}
