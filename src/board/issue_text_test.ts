import assert from "node:assert/strict";
import { z } from "zod";
import { issueText } from "./issue_text.ts";

const schema = z.strictObject({
  name: z.string(),
  side: z.enum(["BUY", "SELL"]),
  count: z.number(),
  data: z.record(z.string(), z.unknown()),
});

function texts(value: unknown): Record<string, string> {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return Object.fromEntries(issues.map((issue) => [issue.path.join("."), issueText(issue)]));
}

Deno.test("issueText() says what is missing, what is of a wrong kind, and what should not be there", () => {
  assert.deepEqual(texts({ side: "HOLD", count: "3", data: [], more: 1 }), {
    name: "it is missing",
    side: 'it must be "BUY" or "SELL"',
    count: "it must be a number",
    data: "it must be an object",
    "": 'it may not have "more"',
  });
});

Deno.test("issueText() says how many or how much in our own words", () => {
  const sized = z.object({
    offsets: z.array(z.number()).min(1),
    names: z.array(z.string()).max(2),
    name: z.string().min(2),
    short: z.string().max(1),
    offset: z.number().int().min(1),
    share: z.number().max(1),
    price: z.number().positive(),
    loss: z.number().lt(0),
  });
  const value = {
    offsets: [],
    names: ["a", "b", "c"],
    name: "a",
    short: "ab",
    offset: 0,
    share: 1.5,
    price: 0,
    loss: 0,
  };
  const issues = sized.safeParse(value).error?.issues ?? [];
  assert.deepEqual(Object.fromEntries(issues.map((issue) => [issue.path.join("."), issueText(issue)])), {
    offsets: "it must have at least 1 item",
    names: "it must have at most 2 items",
    name: "it must have at least 2 characters",
    short: "it must have at most 1 character",
    offset: "it must be at least 1",
    share: "it must be at most 1",
    price: "it must be greater than 0",
    loss: "it must be less than 0",
  });
});
