import assert from "node:assert/strict";
import { openBoards } from "../../tests/support/boards.ts";
import type { Problem, PublishRefusal } from "./publisher.ts";

const PRICE = {
  group: "trading_updates",
  message: { type: "price_update", symbol: "EURUSD", data: { bid: 1.1, ask: 1.2 } },
};
const NOTE = { group: "dashboard_7", message: { type: "note", data: { a: 1 } } };

function refused(outcome: unknown): PublishRefusal {
  assert.ok(outcome && typeof outcome === "object" && "refused" in outcome, JSON.stringify(outcome));
  return outcome as PublishRefusal;
}

function paths(problems: readonly Problem[]): string[] {
  return problems.map(({ path }) => path);
}

Deno.test("Publisher.publish() answers each item with its own place", async () => {
  await using boards = openBoards();
  const outcome = await boards.publisher.publish([PRICE, NOTE, NOTE]);
  assert.ok("published" in outcome);
  assert.deepEqual(
    outcome.published.map(({ group, offset }) => [group, offset]),
    [["trading_updates", 1], ["dashboard_7", 1], ["dashboard_7", 2]],
  );
});

Deno.test("Publisher.publish() publishes all or nothing, and tells every problem with its path", async () => {
  await using boards = openBoards({ maxBytes: 200 });
  const { refused: why, problems } = refused(
    await boards.publisher.publish([
      NOTE,
      "text",
      { group: 5, message: 5 },
      { group: "dashboard_7", message: { type: 5 } },
      { group: "dashboard_7", message: { type: "note", data: 1, extra: 1 } },
      { group: "dashboard_7", message: { type: "pong", data: 1 } },
      { group: "dashboard_7", message: { type: "$welcome" } },
      { group: "dashboard_7", message: { type: "note", $offset: 5 } },
      { group: "school_5_dashboard", message: { type: "unheard_of", data: {} } },
      { group: "trading_updates", message: { type: "price_update", symbol: "", data: 5 } },
      { group: "dashboard_7", message: { type: "note", data: "x".repeat(200) } },
    ]),
  );
  assert.equal(why, "invalid");
  assert.deepEqual(paths(problems), [
    "1",
    "2.group",
    "2.message",
    "3.message",
    "4.message",
    "5.message.type",
    "6.message.type",
    "7.message.$offset",
    "8.message.type",
    "9.message.symbol",
    "9.message.data",
    "10.message",
  ]);
  assert.equal(boards.published.length, 0);
  assert.equal(await boards.backend.records.read("dashboard_7", ({ position }) => position.offset), 0);
});

Deno.test("Publisher.publish() says that no board declares a group, beside whatever else is wrong", async () => {
  await using boards = openBoards();
  const { refused: why, problems } = refused(
    await boards.publisher.publish([{ group: "nowhere", message: 1 }, NOTE]),
  );
  assert.equal(why, "unknownGroup");
  assert.deepEqual(paths(problems), ["0.group", "0.message"]);
  assert.equal(boards.published.length, 0);
});

Deno.test("Publisher.publish() counts bytes, not characters, of the frame as it is sent", async () => {
  const frame = JSON.stringify({ type: "note", data: "é€😀" });
  const bytes = new TextEncoder().encode(frame).length;
  assert.ok(bytes > frame.length);
  const message = { type: "note", data: "é€😀" };
  await using exact = openBoards({ maxBytes: bytes });
  assert.ok("published" in await exact.publisher.publish([{ group: "dashboard_7", message }]));
  await using small = openBoards({ maxBytes: bytes - 1 });
  const { problems } = refused(await small.publisher.publish([{ group: "dashboard_7", message }]));
  assert.deepEqual(problems, [{
    path: "0.message",
    message: `it has ${bytes} bytes; ${bytes - 1} are allowed`,
  }]);
});

Deno.test("Publisher.publish() gives a copy for the client's MSP the same id and text", async () => {
  await using boards = openBoards();
  await boards.backend.store.transaction([], (transaction) => {
    transaction.put("clients", "c1", { id: "c1", name: "C", msp_id: "m1" });
    transaction.put("clients", "c2", { id: "c2", name: "C", msp_id: null });
  });
  const message = { type: "interaction_update", data: { app_id: "a" } };
  await boards.publisher.publish(
    ["client_c1", "client_c1", "client_c2"].map((group) => ({ group, message })),
  );
  const of = (group: string) =>
    boards.published.filter((one) => one.group === group).map(({ publication }) => publication);
  const [one, two] = of("client_c1");
  const [copyOfOne, copyOfTwo] = of("msp_m1");
  assert.ok(one && two && copyOfOne && copyOfTwo);
  assert.ok(one.id !== null && two.id !== null && one.id !== two.id);
  assert.deepEqual([copyOfOne.id, copyOfTwo.id], [one.id, two.id]);
  assert.equal(copyOfOne.text, one.text);
  assert.equal(JSON.parse(one.text).client_id, "c1");
  assert.equal(of("client_c2")[0]?.id, null, "what is in one group only needs no id");
});

Deno.test("Publisher.publish() publishes what follows as a message of its own", async () => {
  await using boards = openBoards();
  await boards.publisher.publish([PRICE]);
  const [update, price] = boards.published;
  assert.equal(price?.group, "prices_EURUSD");
  const { time, ...rest } = JSON.parse(price!.publication.text);
  assert.deepEqual(rest, { type: "price", symbol: "EURUSD", bid: 1.1, ask: 1.2 });
  assert.equal(time, JSON.parse(update!.publication.text).timestamp);
  assert.deepEqual([update?.publication.id, price?.publication.id], [null, null]);
});

Deno.test("Publisher.publish() leaves out what follows on a board that is not enabled", async () => {
  await using boards = openBoards({ settings: { prices: { enabled: false, open: true } } });
  const outcome = await boards.publisher.publish([PRICE]);
  assert.ok("published" in outcome && outcome.published.length === 1);
  assert.deepEqual(boards.published.map(({ group }) => group), ["trading_updates"]);
});

Deno.test("Publisher.publish() keys by the rule of the event", async () => {
  await using boards = openBoards();
  const metrics = (tutor_id: unknown) => ({
    group: "tutoring",
    message: { type: "metrics_update", data: { tutor_id, window: "7day" } },
  });
  await boards.publisher.publish([metrics("t1"), metrics(1), metrics("1"), metrics(undefined), NOTE, PRICE]);
  const keys = boards.published.map(({ group, publication }) => [group, publication.key]);
  assert.deepEqual(keys, [
    ["tutoring", '"t1"/"7day"'],
    ["tutoring", '1/"7day"'],
    ["tutoring", '"1"/"7day"'],
    ["tutoring", 'null/"7day"'],
    ["dashboard_7", null],
    ["trading_updates", '"EURUSD"'],
    ["prices_EURUSD", '"EURUSD"'],
  ]);
});

Deno.test("Publisher.publish() puts an alias's messages into the one group", async () => {
  await using boards = openBoards();
  const message = { type: "activity_new", data: { a: 1 } };
  const outcome = await boards.publisher.publish([{ group: "school_dashboard_5", message }]);
  assert.ok("published" in outcome);
  assert.equal(outcome.published[0]?.group, "school_5_dashboard");
});

Deno.test("Publisher.publishOwn() throws what is a mistake of ours", async () => {
  await using boards = openBoards();
  const wrong = { group: "school_5_dashboard", message: { type: "activity_new" } };
  await assert.rejects(boards.publisher.publishOwn(wrong), {
    name: "TypeError",
    message: /^Cannot publish: 0\.message\.data: /,
  });
});
