import type { z } from "zod";

/** What is wrong with a value, in words for whoever sent it. */
export function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? "it is missing"
        : `it must be ${kindOf(issue.expected)}`;
    case "invalid_value":
      return `it must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "unrecognized_keys":
      return `it may not have ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
    case "too_small":
      return `it must ${
        bound(issue.origin, Number(issue.minimum), issue.inclusive ? "at least" : "greater than")
      }`;
    case "too_big":
      return `it must ${
        bound(issue.origin, Number(issue.maximum), issue.inclusive ? "at most" : "less than")
      }`;
    default:
      return issue.message;
  }
}

const COUNTED: Readonly<Record<string, string>> = { string: "character", array: "item" };

/** What a number must be, or how much a text or a list must have. */
function bound(origin: string, limit: number, words: string): string {
  const counted = COUNTED[origin];
  if (counted === undefined) return `be ${words} ${limit}`;
  return `have ${words} ${limit} ${counted}${limit === 1 ? "" : "s"}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  integer: "a whole number",
  null: "nothing",
};

/** The name of a type, in words. */
export function kindOf(expected: string): string {
  return KINDS[expected] ?? `of type ${expected}`;
}
