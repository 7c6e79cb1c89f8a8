import assert from "node:assert/strict";
import { FeedEntries, MAX_ENTRIES } from "./feed_entries.ts";

function shown(n: number, { group = "g", time = n, severity = "info" as unknown } = {}) {
  return { message: { type: "e", n, d: { severity } }, place: { group, offset: n }, time };
}

function numbers(entries: FeedEntries): unknown[] {
  return entries.all.map(({ message }) => message["n"]);
}

Deno.test("FeedEntries keeps the last, in the order of their times", () => {
  const entries = new FeedEntries();
  for (const n of [1, 2, 5, 3, 4]) entries.take(shown(n));
  assert.deepEqual(numbers(entries), [1, 2, 3, 4, 5]);
  entries.take(shown(6, { time: 3 }));
  assert.deepEqual(numbers(entries), [1, 2, 3, 6, 4, 5], "what came later stands later");
  for (let n = 10; n < 10 + MAX_ENTRIES; n++) entries.take(shown(n));
  assert.equal(entries.all.length, MAX_ENTRIES);
  assert.equal(numbers(entries)[0], 10);
});

Deno.test("FeedEntries reads severities, and takes nothing else for one", () => {
  const entries = new FeedEntries("d.severity");
  const severities = ["critical", 3, { a: 1 }, null].map((severity) =>
    entries.take(shown(1, { severity })).severity
  );
  assert.deepEqual(severities, ["critical", "3", null, null]);
});

Deno.test("FeedEntries loses what is of a lost group", () => {
  const entries = new FeedEntries();
  entries.take(shown(1, { group: "mine" }));
  entries.take(shown(2, { group: "theirs" }));
  entries.lose((group) => group === "theirs");
  assert.deepEqual(numbers(entries), [1]);
});
