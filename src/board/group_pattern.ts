import { type Parameter, tokensOf } from "./pattern_token.ts";

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

/** Compiles the text of a pattern. @throws RangeError for a kind of parameter that does not exist. */
export function groupPattern(text: string): GroupPattern {
  const tokens = tokensOf(text);
  const expression = tokens.map((token) => typeof token === "string" ? RegExp.escape(token) : groupOf(token));
  const regExp = new RegExp(`^${expression.join("")}$`, "u");
  const nameOf = (params: Readonly<Record<string, string>>) =>
    tokens.map((token) => typeof token === "string" ? token : params[token.name]!).join("");
  const match = (name: string) => {
    const found = regExp.exec(name);
    return found && { ...found.groups };
  };
  return {
    text,
    match,
    name: nameOf,
    validName: (params) => {
      const name = nameOf(params);
      const found = match(name);
      // A value that has the text behind it within would be read as another value.
      return found && Object.entries(found).every(([key, value]) => params[key] === value) ? name : null;
    },
  };
}

function groupOf({ name, kind, characters, most }: Parameter): string {
  if (kind === "int") return `(?<${name}>0|[1-9][0-9]{0,${most - 1}})`;
  if (kind === "subject") return `(?<${name}>[^\\p{Cc}\\p{Cs}]{1,${most}})`;
  return `(?<${name}>[${RegExp.escape(characters)}]{1,${most}})`;
}
