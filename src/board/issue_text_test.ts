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
