import assert from "node:assert/strict";
import { type Boards, openBoards, somebody, withRole } from "../../../tests/support/boards.ts";
import type { Identity } from "../../auth/identity.ts";

const ANN = somebody();
const BOB = somebody({ subject: "bob", name: "Bob", userId: 8 });

async function inbox(boards: Boards, as: Identity) {
  const { status, body } = await boards.ask("GET", "/api/v1/inbox", { as });
  assert.equal(status, 200);
  const offsets = body.publications.map(({ offset }: { offset: number }) => offset);
  return { ...body, offsets };
}

async function acknowledge(boards: Boards, as: Identity, offsets: unknown): Promise<unknown> {
  const { status, body } = await boards.ask("POST", "/api/v1/inbox/ack", { as, json: { offsets } });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

const note = (n: number, group = "user_ann", pad = "") => ({ group, message: { type: "note", n, pad } });

Deno.test("GET /api/v1/inbox gives what waits, oldest first, to the one it is for", async () => {
  await using boards = openBoards();
  await boards.publish(note(1), note(2), note(1, "user_bob"));
  const { group, epoch, offset, publications } = await inbox(boards, ANN);
  assert.deepEqual([group, typeof epoch, offset], ["user_ann", "string", 2]);
  assert.deepEqual(publications.map(({ message }: { message: { n: number } }) => message.n), [1, 2]);
  assert.ok(publications.every(({ time }: { time: string }) => Date.parse(time) <= Date.now()));
  assert.deepEqual((await inbox(boards, BOB)).offsets, [1]);
  assert.deepEqual((await inbox(boards, withRole("admin"))).offsets, []);
});

Deno.test("POST /api/v1/inbox/ack takes out what waits, in nobody else's inbox", async () => {
  await using boards = openBoards();
  await boards.publish(note(1), note(2), note(3), note(1, "user_bob"));
  assert.deepEqual(await acknowledge(boards, ANN, [3, 1, 99]), { acknowledged: [3, 1] });
  assert.deepEqual(await acknowledge(boards, ANN, [3, 1]), { acknowledged: [] });
  assert.deepEqual((await inbox(boards, ANN)).offsets, [2]);
  assert.deepEqual((await inbox(boards, BOB)).offsets, [1]);
});

Deno.test("nobody who is not signed in has an inbox", async () => {
  await using boards = openBoards();
  assert.equal((await boards.ask("GET", "/api/v1/inbox")).status, 401);
  assert.equal((await boards.ask("POST", "/api/v1/inbox/ack", { json: { offsets: [1] } })).status, 401);
});

Deno.test("POST /api/v1/inbox/ack takes 1 to 1000 whole numbers from 1, and says so", async () => {
  await using boards = openBoards();
  const many = Array.from({ length: 1001 }, (_, at) => at + 1);
  for (
    const offsets of [
      [],
      many,
      [0],
      [-1],
      [1.5],
      ["1"],
      [null],
      [[1]],
      [2 ** 60],
      1,
      "1",
      null,
      undefined,
      {},
    ]
  ) {
    const { status, body } = await boards.ask("POST", "/api/v1/inbox/ack", { as: ANN, json: { offsets } });
    assert.equal(status, 422, JSON.stringify(offsets)?.slice(0, 100));
    assert.match(body.problems[0].path, /^offsets/);
  }
  const more = { offsets: [1], group: "user_bob" };
  assert.equal((await boards.ask("POST", "/api/v1/inbox/ack", { as: ANN, json: more })).status, 422);
  for (const body of ["", "[1]", "{"]) {
    assert.equal((await boards.ask("POST", "/api/v1/inbox/ack", { as: ANN, body })).status, 400, body);
  }
  assert.deepEqual(await acknowledge(boards, ANN, many.slice(1)), { acknowledged: [] });
});

Deno.test("an inbox that does not fit into an answer is read by acknowledging", async () => {
  await using boards = openBoards();
  const pad = "x".repeat(60_000);
  await boards.publish(...Array.from({ length: 100 }, (_, at) => note(at + 1, "user_ann", pad)));
  const { offsets: first } = await inbox(boards, ANN);
  assert.ok(first.length < 80, `${first.length} fitted`);
  await acknowledge(boards, ANN, first);
  const { offsets: rest } = await inbox(boards, ANN);
  assert.deepEqual([...first, ...rest], Array.from({ length: 100 }, (_, at) => at + 1));
});

Deno.test("an inbox is read as a group by its owner and admins, and is on no list of boards", async () => {
  await using boards = openBoards();
  await boards.publish(note(1));
  for (const path of ["/api/v1/groups/user_ann", "/api/v1/groups/user_ann/history"]) {
    for (const as of [ANN, withRole("admin")]) {
      assert.equal((await boards.ask("GET", path, { as })).status, 200);
    }
    for (const as of [BOB, withRole("publisher")]) {
      assert.equal((await boards.ask("GET", path, { as })).status, 403, as.subject);
    }
    assert.equal((await boards.ask("GET", path)).status, 401);
  }
  for (const as of [ANN, withRole("admin"), withRole("publisher")]) {
    const { body } = await boards.ask("GET", "/api/v1/boards", { as });
    assert.ok(!body.boards.some(({ name }: { name: string }) => name === "inbox"), as.subject);
  }
  assert.equal((await boards.ask("GET", "/api/v1/boards/inbox", { as: ANN })).status, 404);
  const { body } = await boards.ask("GET", "/api/v1/boards/inbox", { as: withRole("publisher") });
  assert.deepEqual([body.title, body.groups], ["Inbox", ["user_{subject:subject}"]]);
});
