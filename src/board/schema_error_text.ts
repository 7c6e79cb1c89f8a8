import type { ErrorObject } from "ajv";
import { kindOf } from "./issue_text.ts";

/** What is wrong with a value under a JSON schema, in words for whoever sent it. */
export function schemaErrorText({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case "required":
      return "it is missing";
    case "type":
      return `it must be ${[params["type"]].flat().map(kindOf).join(" or ")}`;
    case "const":
      return `it must be ${JSON.stringify(params["allowedValue"])}`;
    case "enum":
      return `it must be ${
        params["allowedValues"].map((value: unknown) => JSON.stringify(value)).join(" or ")
      }`;
    case "additionalProperties":
      return `it may not have ${JSON.stringify(params["additionalProperty"])}`;
    case "unevaluatedProperties":
      return `it may not have ${JSON.stringify(params["unevaluatedProperty"])}`;
    case "minimum":
      return `it must be at least ${params["limit"]}`;
    case "maximum":
      return `it must be at most ${params["limit"]}`;
    case "exclusiveMinimum":
      return `it must be greater than ${params["limit"]}`;
    case "exclusiveMaximum":
      return `it must be less than ${params["limit"]}`;
    case "pattern":
      return `it must match ${params["pattern"]}`;
    case "false schema":
      return "it may not be there";
    default:
      return `it ${(message ?? `breaks ${keyword}`).replace(/^must NOT/, "must not")}`;
  }
}
