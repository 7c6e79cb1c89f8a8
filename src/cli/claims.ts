import { parseJson } from "../protocol/message.ts";
import { UsageError } from "./failure.ts";

type Plain = string | number | boolean;

/** Claims that have another way to be given, and which. */
const OTHERWISE: Readonly<Record<string, string>> = {
  sub: "give --sub",
  exp: "give --expires",
  iat: "it is the time of minting",
  nbf: "a token holds from now on",
  iss: "it is tokens.issuer of the configuration",
  aud: "it is tokens.audience of the configuration",
  role: "give --role",
  roles: "give --role",
  user_id: "give --user-id",
  msp_id: "give --msp",
  client_id: "give --client",
  schools: "give --school",
};

/** The claims that `given` says, each as `name=value`; the values of one name become a list. @throws UsageError */
export function furtherClaims(given: readonly string[]): Record<string, Plain | Plain[]> {
  const claims = new Map<string, Plain | Plain[]>();
  for (const text of given) {
    const [, name, value] = /^([^=\s]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined) {
      throw new UsageError(`"${text}" is not a claim and its value: use for instance sites=oslo`);
    }
    if (Object.hasOwn(OTHERWISE, name)) {
      throw new UsageError(`The claim ${name} is not given with --claim: ${OTHERWISE[name]}`);
    }
    const before = claims.get(name);
    claims.set(name, before === undefined ? valueOf(value!) : [before, valueOf(value!)].flat());
  }
  return Object.fromEntries(claims);
}

/** A list, `true`, `false` or a number that loses nothing by it, such as an identifier of many digits; any other text as it is. */
function valueOf(text: string): Plain | Plain[] {
  const value = parseJson(text);
  if (typeof value === "boolean" || (typeof value === "number" && String(value) === text)) return value;
  if (!Array.isArray(value)) return text;
  if (value.every((item) => ["string", "number", "boolean"].includes(typeof item))) return value;
  throw new UsageError(`"${text}" cannot be a claim: a list may have texts, numbers, true and false`);
}
