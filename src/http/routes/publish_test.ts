import assert from "node:assert/strict";
import type { Identity } from "../../auth/identity.ts";
import { openBoards, somebody, withRole } from "../../../tests/support/boards.ts";

const PUBLISH = "/api/v1/publish";
const as = withRole("publisher");
const NOTE = { group: "dashboard_7", message: { type: "note", data: 1 } };

Deno.test("POST /api/v1/publish answers one with one and an array with an array", async () => {
  await using boards = openBoards();
  const one = await boards.ask("POST", PUBLISH, { as, json: NOTE });
  assert.deepEqual([one.status, one.body.group, one.body.offset], [200, "dashboard_7", 1]);
  const two = await boards.ask("POST", PUBLISH, { as, json: [NOTE, NOTE] });
  assert.deepEqual(two.body.map(({ offset }: { offset: number }) => offset), [2, 3]);
  assert.deepEqual((await boards.ask("POST", PUBLISH, { as, json: [] })).body, []);
});

Deno.test("POST /api/v1/publish has a problem's place in the array only where there is an array", async () => {
  await using boards = openBoards();
  const wrong = { ...NOTE, message: { type: "note" } };
  const one = await boards.ask("POST", PUBLISH, { as, json: wrong });
  assert.deepEqual([one.status, one.body.problems[0].path], [422, "message.data"]);
  const text = await boards.ask("POST", PUBLISH, { as, json: "text" });
  assert.deepEqual([text.status, text.body.problems[0].path], [422, ""]);
  const many = await boards.ask("POST", PUBLISH, { as, json: [NOTE, wrong] });
  assert.deepEqual([many.status, many.body.problems[0].path], [422, "1.message.data"]);
  const unknown = await boards.ask("POST", PUBLISH, { as, json: { ...NOTE, group: "nowhere" } });
  assert.deepEqual([unknown.status, unknown.body.problems[0].path], [404, "group"]);
  assert.deepEqual(boards.published, []);
});

Deno.test("POST /api/v1/publish refuses who may not, what is not JSON, and too many at once", async () => {
  await using boards = openBoards({ batch: 2 });
  assert.equal((await boards.ask("POST", PUBLISH, { json: NOTE })).status, 401);
  assert.equal((await boards.ask("POST", PUBLISH, { as: somebody(), json: NOTE })).status, 403);
  for (const body of ["", "{", "group=a"]) {
    assert.equal((await boards.ask("POST", PUBLISH, { as, body })).status, 400, body);
  }
  assert.equal((await boards.ask("POST", PUBLISH, { as, json: [NOTE, NOTE, NOTE] })).status, 422);
  assert.deepEqual(boards.published, []);
});

Deno.test("POST /api/v1/publish answers an idempotency key once more, for its publisher and body alone", async () => {
  await using boards = openBoards();
  const send = (key: string, json: unknown = NOTE, who = as) =>
    boards.ask("POST", PUBLISH, { as: who, json, headers: { "idempotency-key": key } });
  const [first, raced] = await Promise.all([send("k"), send("k")]);
  assert.deepEqual([first.status, raced.body], [200, first.body]);
  assert.deepEqual((await send("k")).body, first.body);
  assert.equal(boards.published.length, 1);
  assert.equal((await send("k", [NOTE])).status, 422);
  assert.equal((await send("k", NOTE, withRole("admin"))).body.offset, 2, "another's key is another key");
  assert.equal((await send("k".repeat(256))).status, 422);
  assert.equal(boards.published.length, 2);
});

Deno.test("POST /api/v1/publish asks each group who may publish, and takes all or nothing", async () => {
  const events = { note: { keep: 10, schema: { required: ["data"] } } };
  const declared = { desk: { path: "/ws/desk/", groups: ["desk"], events, publish: ["teacher"] } };
  await using boards = openBoards({ declared });
  const desk = { group: "desk", message: { type: "note", data: 1 } };
  const teacher = withRole("teacher");
  const send = (json: unknown, who?: Identity) =>
    boards.ask("POST", PUBLISH, { ...who && { as: who }, json });
  assert.equal((await send(desk, teacher)).status, 200);
  assert.equal((await send(desk, as)).status, 200);
  assert.equal((await send(desk)).status, 401);
  const denied = await send(desk, somebody());
  assert.deepEqual([denied.status, denied.body.error], [403, 'You may not publish to the group "desk"']);
  const both = await send([{ group: "desk", message: { type: "note" } }, { ...NOTE, message: {} }], teacher);
  assert.deepEqual([both.status, both.body.problems.map(({ path }: { path: string }) => path)], [403, [
    "1.group",
  ]]);
  assert.equal((await send([NOTE, { ...desk, group: "nowhere" }], teacher)).status, 404);
  assert.equal((await send({ group: "desk", message: { type: "note" } }, teacher)).status, 422);
  assert.equal((await send({ group: 5, message: 5 }, somebody())).status, 422);
  assert.equal(boards.published.length, 2);
});
