/** A family of group names such as `school_{school:int}_dashboard`: what stands in braces is a parameter. */
export interface GroupPattern {
  readonly text: string;
  /** The parameters of `name`, if it is one of the family. */
  match(name: string): Record<string, string> | null;
  /** The name with these parameters. */
  name(params: Readonly<Record<string, string>>): string;
  /** The name with these parameters; `null` if one of them cannot be part of a name. */
  validName(params: Readonly<Record<string, string>>): string | null;
}

const PARAMETER = /\{(\w+)(?::(\w+))?\}/g;

/** What a parameter may be: any name, the symbol of an exchange, or a whole number written in one way only. */
const KINDS: Readonly<Record<string, string>> = {
  text: "[A-Za-z0-9_.:@+-]{1,128}",
  symbol: "[A-Za-z0-9_.:@+/^=!$%*&' -]{1,32}",
  int: "(?:0|[1-9][0-9]{0,14})",
};

/** Compiles the text of a pattern. @throws RangeError for a kind of parameter that does not exist. */
export function groupPattern(text: string): GroupPattern {
  const expression = text.replace(PARAMETER, (_whole, name: string, kind = "text") => {
    if (!Object.hasOwn(KINDS, kind)) {
      throw new RangeError(`Cannot use the group "${text}": there is no kind "${kind}"`);
    }
    return `(?<${name}>${KINDS[kind]})`;
  });
  const regExp = new RegExp(`^${expression}$`);
  const nameOf = (params: Readonly<Record<string, string>>) =>
    text.replace(PARAMETER, (_whole, name: string) => params[name]!);
  return {
    text,
    match: (name) => {
      const found = regExp.exec(name);
      return found && { ...found.groups };
    },
    name: nameOf,
    validName: (params) => {
      const name = nameOf(params);
      return regExp.test(name) ? name : null;
    },
  };
}
