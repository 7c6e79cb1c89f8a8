import assert from "node:assert/strict";
import { openBoards, somebody, withRole } from "../../../tests/support/boards.ts";
import { inboxBoard, inboxOf, isInbox } from "./inbox.ts";

const [declaration] = inboxBoard().groups;

Deno.test("inbox: everybody has one, whatever the name, and it leads back to the name", () => {
  for (
    const subject of [
      "ann",
      "ann@example.org",
      "a b/c%$&{d}\\",
      "Jörg Ä",
      "名前",
      "🙂".repeat(255),
      "user_",
      "0",
    ]
  ) {
    assert.equal(inboxOf(subject), `user_${subject}`);
    assert.deepEqual(declaration?.pattern.match(inboxOf(subject)), { subject });
    assert.ok(isInbox(inboxOf(subject)));
  }
});

Deno.test("inbox: nobody is called by a control character, half a character, nothing or more than 255 characters", () => {
  for (const subject of ["", "a\n", "\u0000", "a\u0085b", "\ud800", "a".repeat(256)]) {
    assert.ok(!isInbox(inboxOf(subject)), JSON.stringify(subject));
  }
  for (const name of ["user", "User_ann", "xuser_ann", "dashboard_7"]) assert.ok(!isInbox(name), name);
});

Deno.test("inbox: it is for the eyes of its owner", async () => {
  const maySee = (identity: Parameters<NonNullable<typeof declaration>["maySee"]>[0]) =>
    declaration!.maySee(identity, { subject: "ann" });
  assert.equal(await maySee(somebody({ subject: "ann" })), true);
  const others = ["Ann", "ann ", "bob"].map((subject) => somebody({ subject }));
  for (const other of [null, ...others, withRole("publisher")]) {
    assert.equal(await maySee(other), false, `${other?.subject}`);
  }
});

Deno.test("inbox: a message has any type and any fields, and is stamped unless it is", async () => {
  await using boards = openBoards();
  const send = (message: { type: string; [field: string]: unknown }) =>
    boards.publish({ group: "user_ann", message });
  await send({ type: "note", text: "hello", nested: { a: [1] } });
  await send({ type: "*", timestamp: "2026-01-13T09:20:11Z" });
  const [note, stamped] = boards.messages("user_ann");
  const { timestamp, ...rest } = note!;
  assert.deepEqual(rest, { type: "note", text: "hello", nested: { a: [1] } });
  assert.ok(Math.abs(Date.parse(String(timestamp)) - Date.now()) < 60_000);
  assert.deepEqual(stamped, { type: "*", timestamp: "2026-01-13T09:20:11Z" });
});

Deno.test("inbox: names that begin with $ are refused, and what is no type", async () => {
  await using boards = openBoards();
  for (
    const message of [
      { type: "$ack" },
      { type: "note", $offset: 1 },
      { type: "" },
      { type: "a\n" },
      { type: "a".repeat(101) },
      { type: "note", timestamp: 5 },
    ]
  ) {
    const outcome = await boards.publisher.publish([{ group: "user_ann", message }]);
    assert.ok("refused" in outcome, JSON.stringify(message));
  }
  assert.deepEqual(boards.published, []);
});

Deno.test("inbox: a thousand messages of a type wait, for 30 days", async () => {
  await using boards = openBoards();
  assert.deepEqual(boards.catalog.rule("user_ann", "note"), { count: 1000, ms: 2_592_000_000 });
  const items = Array.from({ length: 1002 }, (_, n) => ({ group: "user_ann", message: { type: "note", n } }));
  await boards.publish(...items);
  const offsets = await boards.backend.records.read("user_ann", (record) => {
    return record.since().publications.map(({ offset }) => offset);
  });
  assert.deepEqual([offsets.length, offsets[0]], [1000, 3]);
});
