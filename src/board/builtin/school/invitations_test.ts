import assert from "node:assert/strict";
import { type Boards, openBoards } from "../../../../tests/support/boards.ts";
import type { Membership } from "../../../auth/memberships.ts";
import { InOrder } from "../../in_order.ts";
import { type Invitation, INVITATION_LIFE, Invitations } from "./invitations.ts";
import { expireInvitations } from "./school.ts";
import { SchoolNews } from "./school_news.ts";
import { Schools } from "./schools.ts";

const NEW = { school: "5", email: "bob@example.org", role: "teacher", message: "", invitedBy: "ann" };

function membership(subject: string): Membership {
  const { school: scopeId, role, email } = NEW;
  return { subject, scope: "school", scopeId, role, name: subject, email, active: true, since: 1 };
}

function clocked(boards: Boards) {
  const clock = { now: Date.parse("2026-01-01T00:00:00Z") };
  const invitations = new Invitations(boards.backend.store, () => clock.now);
  const schools = new Schools(boards.backend.store, boards.memberships);
  const parts = { schools, records: boards.backend.records, inOrder: new InOrder() };
  return { clock, invitations, news: new SchoolNews(parts, boards.publish) };
}

Deno.test("expireInvitations() tells pending → expired and the numbers, once and after seven days only", async () => {
  await using boards = openBoards();
  const { clock, invitations, news } = clocked(boards);
  const { id, token, expires_at } = await invitations.create(NEW);
  assert.equal(expires_at, "2026-01-08T00:00:00.000Z");
  clock.now += INVITATION_LIFE - 1;
  await expireInvitations(invitations, news);
  assert.deepEqual(boards.published, []);
  clock.now += 1;
  await expireInvitations(invitations, news);
  await expireInvitations(invitations, news);
  const [status, metrics, ...more] = boards.messages("school_5_dashboard");
  assert.deepEqual(status, {
    type: "invitation_status_update",
    data: {
      invitation_id: id,
      old_status: "pending",
      new_status: "expired",
      accepted_by: null,
    },
  });
  assert.equal(metrics?.type, "metrics_update");
  assert.deepEqual(more, []);
  const expired = await invitations.byToken(token);
  assert.deepEqual([expired?.status, expired?.answered_at], ["expired", "2026-01-08T00:00:00.000Z"]);
});

Deno.test("expireInvitations() leaves alone what was answered, and the schools that nothing happened in", async () => {
  await using boards = openBoards();
  const { clock, invitations, news } = clocked(boards);
  const [accepted, declined] = [await invitations.create(NEW), await invitations.create(NEW)];
  clock.now += 1000;
  const later = await invitations.create({ ...NEW, school: "6" });
  await invitations.end(accepted, "accepted");
  await invitations.end(declined, "declined");
  clock.now += INVITATION_LIFE - 1000;
  await expireInvitations(invitations, news);
  assert.deepEqual(boards.published, []);
  assert.equal((await invitations.byToken(later.token))?.status, "pending");
  const statuses = (await invitations.list("5")).map(({ status }) => status);
  assert.deepEqual(statuses.toSorted(), ["accepted", "declined"]);
});

Deno.test("Invitations.end() accepts nothing after the time is over, although nobody has noticed yet", async () => {
  await using boards = openBoards();
  const { clock, invitations } = clocked(boards);
  const invitation = await invitations.create(NEW);
  clock.now += INVITATION_LIFE;
  assert.equal(await invitations.end(invitation, "accepted", membership("bob")), undefined);
  assert.equal(await invitations.end(invitation, "declined"), undefined);
  assert.deepEqual(await boards.memberships.in("school", "5"), []);
  assert.equal((await invitations.overdue()).length, 1);
});

Deno.test("Invitations.end() lets one of accepting and declining win, and the membership follows the winner", async () => {
  await using boards = openBoards();
  const { invitations } = clocked(boards);
  for (const first of ["accepted", "declined"] as const) {
    const invitation = await invitations.create(NEW);
    const accept = () => invitations.end(invitation, "accepted", membership(first));
    const decline = () => invitations.end(invitation, "declined");
    const outcomes = await Promise.all(first === "accepted" ? [accept(), decline()] : [decline(), accept()]);
    assert.deepEqual(outcomes.map((outcome) => outcome?.status), [first, undefined]);
    assert.equal((await invitations.byToken(invitation.token))?.status, first);
  }
  const members = await boards.memberships.in("school", "5");
  assert.deepEqual(members.map(({ subject }) => subject), ["accepted"]);
  assert.deepEqual(await boards.memberships.of("accepted"), [membership("accepted")]);
});

Deno.test("Invitations.end() writes the membership in the transaction of the invitation: both or neither", async () => {
  await using boards = openBoards();
  const { invitations } = clocked(boards);
  const invitation = await invitations.create(NEW);
  const unwritable = { ...membership("bob"), since: 1n } as unknown as Membership;
  await assert.rejects(invitations.end(invitation, "accepted", unwritable), TypeError);
  assert.equal((await invitations.byToken(invitation.token))?.status, "pending");
  assert.ok(await invitations.end(invitation, "accepted", membership("bob")));
});

Deno.test("Invitations are found by their token, and listed by school, newest first", async () => {
  await using boards = openBoards();
  const { clock, invitations } = clocked(boards);
  const made: Invitation[] = [];
  for (const school of ["5", "50", "5"]) {
    clock.now += 1;
    made.push(await invitations.create({ ...NEW, school }));
  }
  assert.deepEqual((await invitations.list("5")).map(({ id }) => id), [made[2]!.id, made[0]!.id]);
  assert.deepEqual(await invitations.byToken(made[1]!.token), made[1]);
  assert.equal(await invitations.byToken("nothing"), undefined);
  assert.equal(new Set(made.map(({ token }) => token)).size, 3);
});
