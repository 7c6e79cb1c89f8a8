import assert from "node:assert/strict";
import { type Boards, openBoards, somebody, withRole } from "../../../../tests/support/boards.ts";
import type { Identity } from "../../../auth/identity.ts";
import { Schools } from "./schools.ts";

const ADMIN = withRole("admin");
const OWNER = somebody({ schools: { 5: "school_owner" } });

async function enrol(boards: Boards, subject: string, role: string, active = true): Promise<void> {
  const scope = { scope: "school", scopeId: "5", active } as const;
  await boards.memberships.put({ ...scope, subject, role, name: subject, email: null, since: 1 });
}

Deno.test("Schools.role() is the token's word, else that of an active membership", async () => {
  await using boards = openBoards();
  const schools = new Schools(boards.backend.store, boards.memberships);
  await enrol(boards, "ann", "school_owner");
  await enrol(boards, "gone", "school_owner", false);
  const rows: [identity: Identity | null, role: string | undefined][] = [
    [null, undefined],
    [somebody(), "school_owner"],
    [somebody({ subject: "gone" }), undefined],
    [somebody({ subject: "eve" }), undefined],
    [somebody({ schools: { 5: "student" } }), "student"],
    [somebody({ schools: {} }), undefined],
    [somebody({ schools: { 6: "school_owner" } }), undefined],
  ];
  for (const [identity, role] of rows) assert.equal(await schools.role(identity, "5"), role);
  assert.equal(await schools.role(somebody({ schools: {} }), "constructor"), undefined);
});

Deno.test("Schools.isManager() is for owners, administrators and admins of a school that exists", async () => {
  await using boards = openBoards();
  const schools = new Schools(boards.backend.store, boards.memberships);
  await enrol(boards, "ann", "school_admin");
  await enrol(boards, "tom", "teacher");
  assert.ok(await schools.isManager(somebody(), "5"));
  assert.ok(await schools.isManager(OWNER, "5"));
  assert.ok(!await schools.isManager(somebody({ subject: "tom" }), "5"));
  assert.ok(!await schools.isManager(null, "5"));
  assert.ok(!await schools.isManager(ADMIN, "5"), "nobody has added it");
  await schools.change("5", {});
  assert.ok(await schools.isManager(ADMIN, "5"));
  assert.ok(
    !await schools.isManager(somebody({ schools: { x: "school_owner" } }), "x"),
    "no group could have it",
  );
});

Deno.test("Schools.managedBy() lists what isManager() says", async () => {
  await using boards = openBoards();
  const schools = new Schools(boards.backend.store, boards.memberships);
  await enrol(boards, "ann", "school_admin");
  await schools.change("8", {});
  assert.deepEqual(await schools.managedBy(somebody()), ["5"]);
  assert.deepEqual(
    await schools.managedBy(somebody({ schools: { 5: "student", 7: "school_owner", x: "school_owner" } })),
    [
      "7",
    ],
  );
  assert.deepEqual(await schools.managedBy(ADMIN), ["8"]);
  assert.deepEqual(await schools.managedBy(null), []);
});

Deno.test("Schools.change() loses neither of two changes at once", async () => {
  await using boards = openBoards();
  const schools = new Schools(boards.backend.store, boards.memberships);
  const [one, two] = await Promise.all([
    schools.change("5", { name: "A" }),
    schools.change("5", { settings: { a: 1 } }),
  ]);
  assert.deepEqual([one.before, two.before?.name], [undefined, "A"]);
  const { created, ...school } = (await schools.get("5", null))!;
  assert.deepEqual(school, { id: "5", name: "A", settings: { a: 1 } });
  assert.ok(Date.now() - Date.parse(created!) < 60_000);
});

Deno.test("Schools.addStudent() adds an address once, also when two race", async () => {
  await using boards = openBoards();
  const schools = new Schools(boards.backend.store, boards.memberships);
  const student = { name: "Sam", email: "sam@example.org" };
  const added = await Promise.all([schools.addStudent("5", student), schools.addStudent("5", student)]);
  assert.deepEqual(added, [true, false]);
  assert.equal(await schools.addStudent("5", student), false);
  assert.equal(await schools.addStudent("6", student), true, "another school");
  assert.equal((await schools.members("5")).length, 1);
});

Deno.test("Schools.endClass() ends a class once", async () => {
  await using boards = openBoards();
  const schools = new Schools(boards.backend.store, boards.memberships);
  const created = new Date().toISOString();
  await schools.putClass({ id: "a", school: "5", name: "A", status: "active", created, ended: null });
  const ended = await Promise.all([
    schools.endClass("5", "a", "completed"),
    schools.endClass("5", "a", "cancelled"),
  ]);
  assert.deepEqual(ended.map((one) => one?.status), ["completed", undefined]);
  assert.equal(await schools.endClass("6", "a", "completed"), undefined);
});

Deno.test("a school is added by an admin, and changing it is news", async () => {
  await using boards = openBoards();
  const put = (as: Identity, json: unknown, id = "5") =>
    boards.ask("PUT", `/api/accounts/schools/${id}/`, { as, json });
  assert.equal((await put(somebody(), { name: "A" })).status, 403);
  assert.equal((await put(ADMIN, { name: "A" })).status, 201);
  assert.deepEqual(boards.published, [], "an added school has no viewers yet");
  assert.equal((await put(ADMIN, { name: "A" })).status, 200);
  assert.deepEqual(boards.published, [], "nothing has changed");
  assert.equal((await put(OWNER, { name: "B" })).status, 200);
  const types = boards.messages("school_5_dashboard").map(({ type }) => type);
  assert.deepEqual(types, ["activity_new", "metrics_update"]);
  for (const id of ["x", "05", "-1", "1".repeat(16)]) {
    assert.equal((await put(ADMIN, {}, id)).status, 422, id);
  }
});

Deno.test("a school that no group could have is refused, not a failure", async () => {
  await using boards = openBoards();
  const as = somebody({ schools: { x: "school_owner" } });
  assert.equal(
    (await boards.ask("POST", "/api/accounts/schools/x/classes/", { as, json: { name: "A" } })).status,
    403,
  );
});
