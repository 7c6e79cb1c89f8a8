import assert from "node:assert/strict";
import { Outages } from "./outages.ts";
import { collectLog } from "./test_log.ts";

Deno.test("Outages tells an outage once, and its end", async () => {
  await using log = await collectLog();
  const outages = new Outages();
  for (let i = 0; i < 100; i++) {
    outages.failed("The server", new Error("No", { cause: new Error("refused") }));
  }
  for (let i = 0; i < 100; i++) outages.works("The server");
  assert.deepEqual(log.lines(), [
    "warning: The server fails, trying again: No: refused",
    "info: The server works again",
  ]);
});

Deno.test("Outages takes failures within a minute of each other for one outage", async () => {
  await using log = await collectLog();
  let now = 0;
  const outages = new Outages(() => now);
  for (; now < 600_000; now += 10_000) {
    outages.failed("The server", "busy");
    outages.works("The server");
  }
  assert.equal(log.lines().length, 2);
  now += 60_001;
  outages.failed("The server", "busy");
  assert.equal(log.lines().length, 3);
});

Deno.test("Outages keeps what fails apart", async () => {
  await using log = await collectLog();
  const outages = new Outages();
  outages.failed("a", "x");
  outages.failed("b", "x");
  outages.works("c");
  assert.equal(log.lines().length, 2);
});
