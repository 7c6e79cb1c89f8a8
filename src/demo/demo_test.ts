import assert from "node:assert/strict";
import { type DemoOptions, startDemo } from "./demo.ts";
import { collectLog } from "./test_log.ts";
import { Recorder } from "./test_recorder.ts";
import { TOKEN } from "./test_rounds.ts";

const BOARDS = [/^trading_updates$/, /^dashboard_(7|8)$/, /^client_/, /^tutoring$/];

function optionsFor(url: string): DemoOptions {
  return {
    url,
    token: TOKEN,
    mint: (claims) => Promise.resolve(`token of ${claims["email"]}`),
    people: [{ userId: 7 }, { userId: 8 }],
    seed: 1,
    now: () => new Date(2026, 2, 2, 10, 0),
  };
}

function feedsAllBoards(recorder: Recorder): boolean {
  const groups = recorder.published.map(({ group }) => group);
  return BOARDS.every((board) => groups.some((group) => board.test(group))) &&
    recorder.asked(/^POST .*(invitations|students|classes)\/$/).length === 3;
}

Deno.test("startDemo() feeds every board at once, with its token", async () => {
  await using recorder = new Recorder();
  {
    await using _demo = startDemo(optionsFor(recorder.url));
    await recorder.until("something for every board", () => feedsAllBoards(recorder));
  }
  assert.ok(recorder.requests.every(({ token }) => token === TOKEN));
});

Deno.test("startDemo() publishes to declared groups only, messages with a type", async () => {
  await using recorder = new Recorder();
  {
    await using _demo = startDemo(optionsFor(recorder.url));
    await recorder.until("something for every board", () => feedsAllBoards(recorder));
  }
  for (const { group, message } of recorder.published) {
    assert.ok(BOARDS.some((board) => board.test(group)), group);
    assert.match(message.type, /^[a-z_]+$/);
  }
});

Deno.test("startDemo() ends at once and for good when disposed, also in the middle of requests", async () => {
  await using recorder = new Recorder();
  const demo = startDemo(optionsFor(recorder.url));
  await recorder.until("a first request", () => recorder.requests.length > 0);
  const disposed = performance.now();
  await demo[Symbol.asyncDispose]();
  assert.ok(performance.now() - disposed < 1_000);
  await demo[Symbol.asyncDispose]();
});

Deno.test("startDemo() tells an outage once, asks no faster because of it, and goes on after it", async () => {
  await using log = await collectLog();
  await using recorder = new Recorder();
  recorder.refusal = { status: 503, retryAfter: "1" };
  const all = () => recorder.requests.length;
  await using _demo = startDemo(optionsFor(recorder.url));
  await recorder.until("a first refusal", () => all() > 0);
  await recorder.until("a second try", () => recorder.asked(/health/).length > 1);
  assert.ok(all() < 60, `${all()} requests`);
  recorder.refusal = undefined;
  await recorder.until("something for every board", () => feedsAllBoards(recorder));
  const [began, ended, ...more] = log.lines();
  assert.match(began!, /^warning: The server fails, trying again: It is busy \(503\)/);
  assert.deepEqual([ended, more], ["info: The server works again", []]);
});

Deno.test("startDemo() survives a server that is not there", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  await using log = await collectLog();
  {
    await using _demo = startDemo(optionsFor(`http://127.0.0.1:${port}`));
    const deadline = Date.now() + 5_000;
    while (log.lines().length === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  assert.equal(log.lines().length, 1);
  assert.match(log.lines()[0]!, /^warning: The server fails, trying again: .* was not answered/);
});
