import assert from "node:assert/strict";
import { FeedEntries } from "./feed_entries.ts";
import { summariseEntries } from "./summarise_entries.ts";

Deno.test("summariseEntries() reads out what is grave, the newest first, and counts the rest", () => {
  const entries = new FeedEntries("s");
  const say = (s: string, n: number) =>
    entries.take({ message: { type: "e", s, n }, place: { group: "g", offset: n }, time: n });
  const words = () => summariseEntries(entries.all, ({ message }) => `alarm ${message["n"]}`);
  say("info", 1);
  assert.equal(words(), "");
  say("critical", 2);
  say("WARNING", 3);
  assert.equal(words(), "WARNING: alarm 3. critical: alarm 2");
  for (let n = 4; n <= 6; n++) say("error", n);
  assert.equal(words(), "error: alarm 6. error: alarm 5. error: alarm 4. and 2 more");
});
