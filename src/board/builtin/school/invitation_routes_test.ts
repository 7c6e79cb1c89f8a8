import assert from "node:assert/strict";
import { type Boards, openBoards, somebody, withRole } from "../../../../tests/support/boards.ts";
import { stopClock } from "../../../../tests/support/identity.ts";
import { INVITATION_LIFE } from "./invitations.ts";

const OWNER = somebody({ schools: { 5: "school_owner" } });
const BOB = somebody({ subject: "bob", name: "Bob", email: "Bob@Example.org", schools: null });

async function invite(boards: Boards): Promise<string> {
  const { status, body } = await boards.ask("POST", "/api/accounts/schools/5/invitations/", {
    as: OWNER,
    json: { email: "BOB@example.org", role: "teacher" },
  });
  assert.equal(status, 201);
  return `/api/accounts/invitations/${body.invitation.token}`;
}

Deno.test("an invitation is accepted by its person, and a membership and its news follow", async () => {
  await using boards = openBoards();
  const path = await invite(boards);
  const other = somebody({ subject: "eve", email: "eve@example.org" });
  assert.equal((await boards.ask("POST", `${path}/accept/`)).status, 401);
  assert.equal((await boards.ask("POST", `${path}/accept/`, { as: other })).status, 403);
  const { status, body } = await boards.ask("POST", `${path}/accept/`, { as: BOB });
  assert.deepEqual([status, body.invitation.status], [200, "accepted"]);
  const messages = boards.messages("school_5_dashboard").slice(3);
  const kinds = messages.map(({ type, data }) =>
    type === "activity_new" ? (data as { activity_type: string }).activity_type : type
  );
  assert.deepEqual(kinds, [
    "invitation_status_update",
    "invitation_accepted",
    "teacher_joined",
    "metrics_update",
  ]);
  const { teacher_count } = messages[3]!["data"] as { teacher_count: unknown };
  assert.deepEqual(teacher_count, { total: 1, change: 1 });
  assert.equal((await boards.memberships.get("school", "5", "bob"))?.role, "teacher");
});

Deno.test("accepting and declining at once: one wins, and only its news is told", async () => {
  await using boards = openBoards();
  const path = await invite(boards);
  const answers = await Promise.all(
    ["accept", "decline", "accept"].map((verb) => boards.ask("POST", `${path}/${verb}/`, { as: BOB })),
  );
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409]);
  const updates = boards.messages("school_5_dashboard").filter(({ type }) =>
    type === "invitation_status_update"
  );
  assert.equal(updates.length, 2);
});

Deno.test("an invitation cannot be answered after seven days", async () => {
  using clock = stopClock();
  await using boards = openBoards();
  const path = await invite(boards);
  clock.advance(INVITATION_LIFE);
  for (const verb of ["accept", "decline"]) {
    assert.equal((await boards.ask("POST", `${path}/${verb}/`, { as: BOB })).status, 409, verb);
  }
  assert.equal(await boards.memberships.get("school", "5", "bob"), undefined);
});

Deno.test("only who manages the school invites and sees invitations", async () => {
  await using boards = openBoards();
  const path = "/api/accounts/schools/5/invitations/";
  const json = { email: "a@example.org", role: "teacher" };
  assert.equal((await boards.ask("POST", path, { json })).status, 401);
  for (
    const as of [somebody({ schools: { 5: "teacher" } }), somebody({ schools: { 6: "school_owner" } }), BOB]
  ) {
    assert.equal((await boards.ask("POST", path, { as, json })).status, 403);
    assert.equal((await boards.ask("GET", path, { as })).status, 403);
  }
  assert.equal(
    (await boards.ask("POST", path, { as: withRole("admin"), json })).status,
    403,
    "no such school",
  );
  for (
    const bad of [{ role: "teacher" }, { ...json, email: "x" }, { ...json, role: "admin" }, { ...json, x: 1 }]
  ) {
    assert.equal((await boards.ask("POST", path, { as: OWNER, json: bad })).status, 422);
  }
  assert.deepEqual(boards.published, []);
});

Deno.test("accepting neither demotes an owner nor counts a registered student twice", async () => {
  await using boards = openBoards();
  const toBob = await invite(boards);
  const owner = { subject: "bob", scope: "school", scopeId: "5", role: "school_owner", name: "Bob" } as const;
  await boards.memberships.put({ ...owner, email: null, active: true, since: 1 });
  assert.equal((await boards.ask("POST", `${toBob}/accept/`, { as: BOB })).status, 409);
  assert.equal((await boards.memberships.get("school", "5", "bob"))?.role, "school_owner");
  await boards.memberships.put({ ...owner, email: null, active: false, since: 1 });
  await boards.memberships.put({
    ...owner,
    subject: BOB.email!.toLowerCase(),
    role: "student",
    email: BOB.email,
    active: true,
    since: 1,
  });
  assert.equal((await boards.ask("POST", `${toBob}/accept/`, { as: BOB })).status, 200);
  assert.deepEqual((await boards.memberships.in("school", "5")).map(({ subject }) => subject), ["bob"]);
});

Deno.test("one reads one's own pending invitations, and nobody else's", async () => {
  using clock = stopClock();
  await using boards = openBoards();
  const own = async (as: typeof BOB) => (await boards.ask("GET", "/api/accounts/invitations/", { as })).body;
  const path = await invite(boards);
  await invite(boards);
  const [first] = (await own(BOB)).results;
  assert.deepEqual([first.school, first.role], [{ id: 5, name: "School 5" }, "teacher"]);
  assert.equal("token" in first, false);
  assert.equal((await own(BOB)).count, 2);
  for (const email of [null, "eve@example.org", "bob@example.or", "bob@example.org 5/"]) {
    assert.deepEqual(await own(somebody({ subject: "eve", email })), { count: 0, results: [] });
  }
  assert.equal((await boards.ask("GET", "/api/accounts/invitations/")).status, 401);
  await boards.ask("POST", `${path}/decline/`, { as: BOB });
  assert.equal((await own(BOB)).count, 1);
  clock.advance(INVITATION_LIFE);
  assert.equal((await own(BOB)).count, 0);
});
