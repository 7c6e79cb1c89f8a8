/** What a school's HTTP routes do: invitations from sending to their end, classes, students, and the frames of each. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { assertKeys, eachRow, receiveUntil, TIME } from "../support/expect.ts";
import { expectStatus, publish, request } from "../support/http_client.ts";
import { createSchool, listen, OTHER_OWNER, OWNER, person } from "../support/school.ts";
import type { Connection, Frame } from "../support/ws_client.ts";

const SCHOOL = "/api/accounts/schools/1";
const INVITATIONS = `${SCHOOL}/invitations/`;

type Claims = Record<string, unknown>;
const GUEST: Claims = { sub: "guest", user_id: 20, email: "guest@example.com", name: "Guest" };
const TEACHER_INVITATION = { email: "guest@example.com", role: "teacher", message: "Come" };

const JOINS = [
  { name: "a student joins", role: "student", expect: ["invitation_accepted", "student_joined"] },
  { name: "an administrator joins", role: "school_admin", expect: ["invitation_accepted"] },
];

async function post(server: RunningBoardcast, path: string, json: unknown, status: number, claims = OWNER) {
  return (await expectStatus(status, server, "POST", path, { token: await mintToken(claims), json })).body;
}

async function get(server: RunningBoardcast, path: string) {
  return (await expectStatus(200, server, "GET", path, { token: await mintToken(OWNER) })).body;
}

/** The frames that `act` caused: everything before a publication made after it was answered. */
async function framesOf(
  server: RunningBoardcast,
  listener: Connection,
  act: () => Promise<unknown>,
): Promise<Frame[]> {
  await act();
  const marker = crypto.randomUUID();
  await publish(server, "school_1_dashboard", {
    type: "invitation_status_update",
    data: { invitation_id: marker, old_status: "pending", new_status: "expired", accepted_by: null },
  });
  return await receiveUntil(listener, (frame) => frame.data.invitation_id === marker);
}

function activities(frames: Frame[]): string[] {
  return frames.filter(({ type }) => type === "activity_new").map(({ data }) => data.activity_type);
}

function only(frames: Frame[], type: string): Frame {
  const found = frames.filter((frame) => frame.type === type);
  assert.equal(found.length, 1, `one ${type} in ${JSON.stringify(frames)}`);
  assertKeys(found[0], ["type", "data"], type);
  return found[0]!.data;
}

function assertActivity(activity: Frame): void {
  const keys = ["id", "activity_type", "timestamp", "actor", "target", "metadata", "description"];
  assertKeys(activity, keys, "an activity");
  assert.match(activity.timestamp, TIME);
  assert.equal(typeof activity.description, "string");
  if (activity.actor) assertKeys(activity.actor, ["id", "name", "email", "role"], "its actor");
  if (activity.target) assertKeys(activity.target, ["type", "id", "name"], "its target");
}

function assertMetrics(metrics: Frame, totals: [students: number, teachers: number, classes: number]): void {
  const keys = ["student_count", "teacher_count", "active_classes"];
  assertKeys(metrics, keys, "metrics_update");
  for (const key of keys) assertKeys(metrics[key], ["total", "change"], key);
  assert.deepEqual(keys.map((key) => metrics[key].total), totals, JSON.stringify(metrics));
}

Deno.test("school: an invitation from sending to its end", async (t) => {
  await using server = await startBoardcast();
  await using owner = await listen(server);
  await using elsewhere = await listen(server, 2, OTHER_OWNER);

  await t.step("sending it causes all three messages", async () => {
    let created: Frame = {};
    const frames = await framesOf(server, owner, async () => {
      created = await post(server, INVITATIONS, TEACHER_INVITATION, 201);
    });
    assertKeys(created, ["message", "invitation", "notifications_sent"], "the answer");
    const { invitation } = created;
    const keys = ["id", "token", "link", "expires_at", "school", "invited_user", "email", "role", "status"];
    for (const key of keys) assert.ok(key in invitation, `no ${key} in ${JSON.stringify(invitation)}`);
    assert.equal(invitation.status, "pending");
    assert.ok(invitation.link.includes(invitation.token), "the link carries the token");
    const days = (Date.parse(invitation.expires_at) - Date.now()) / 86_400_000;
    assert.ok(days > 6.99 && days <= 7, `it expires in ${days} days`);
    assert.deepEqual(activities(frames), ["invitation_sent"]);
    const activity = only(frames, "activity_new");
    assertActivity(activity);
    assert.equal(activity.target.type, "invitation");
    assert.equal(activity.metadata.email, "guest@example.com");
    assert.equal(activity.metadata.role, "teacher");
    const update = only(frames, "invitation_status_update");
    assert.equal(update.invitation_id, invitation.id);
    assert.equal(update.new_status, "pending");
    assertMetrics(only(frames, "metrics_update"), [0, 0, 0]);
  });
  await t.step("the list has it", async () => {
    const list = await get(server, INVITATIONS);
    assert.equal(list.count, 1);
    assert.equal(list.results[0].email, "guest@example.com");
  });
  await t.step("accepting it makes a teacher", async () => {
    const { invitation } = await post(server, INVITATIONS, { ...TEACHER_INVITATION, role: "teacher" }, 201);
    await framesOf(server, owner, () => Promise.resolve());
    const path = `/api/accounts/invitations/${invitation.token}/accept/`;
    const frames = await framesOf(server, owner, () => post(server, path, {}, 200, GUEST));
    assert.deepEqual(activities(frames).sort(), ["invitation_accepted", "teacher_joined"]);
    frames.filter(({ type }) => type === "activity_new").forEach(({ data }) => assertActivity(data));
    assert.deepEqual(only(frames, "invitation_status_update"), {
      invitation_id: invitation.id,
      old_status: "pending",
      new_status: "accepted",
      accepted_by: { id: 20, name: "Guest", email: "guest@example.com" },
    });
    const metrics = only(frames, "metrics_update");
    assertMetrics(metrics, [0, 1, 0]);
    assert.equal(metrics.teacher_count.change, 1);
    const again = await request(server, "POST", path, { token: await mintToken(GUEST), json: {} });
    assert.ok([400, 404, 409, 410].includes(again.status), `accepted twice: ${again.status}`);
  });
  await t.step("declining it", async () => {
    const email = "no@example.com";
    const { invitation } = await post(server, INVITATIONS, { email, role: "teacher" }, 201);
    await framesOf(server, owner, () => Promise.resolve());
    const path = `/api/accounts/invitations/${invitation.token}/decline/`;
    const claims = { sub: "no", user_id: 21, email, name: "No" };
    const frames = await framesOf(server, owner, () => post(server, path, {}, 200, claims));
    assert.deepEqual(activities(frames), ["invitation_declined"]);
    assert.equal(only(frames, "invitation_status_update").new_status, "declined");
  });
  await eachRow(t, JOINS, async ({ role, expect }) => {
    const email = `${role}@example.com`;
    const { invitation } = await post(server, INVITATIONS, { email, role }, 201);
    await framesOf(server, owner, () => Promise.resolve());
    const path = `/api/accounts/invitations/${invitation.token}/accept/`;
    const claims = { sub: role, user_id: 22, email, name: role };
    const frames = await framesOf(server, owner, () => post(server, path, {}, 200, claims));
    assert.deepEqual(activities(frames).sort(), expect);
  });
  await t.step("the other school heard nothing", async () => {
    elsewhere.send({});
    assert.equal((await elsewhere.receive()).type, "error");
  });
});

Deno.test("school: classes, students and settings", async (t) => {
  await using server = await startBoardcast();
  await createSchool(server);
  await using owner = await listen(server);

  await t.step("a student registers", async () => {
    const json = { name: "S", email: "s@example.com" };
    const frames = await framesOf(server, owner, () => post(server, `${SCHOOL}/students/`, json, 201));
    assert.deepEqual(activities(frames), ["student_joined"]);
    assertMetrics(only(frames, "metrics_update"), [1, 0, 0]);
  });
  let one: Frame = {};
  let two: Frame = {};
  await t.step("classes are created", async () => {
    const frames = await framesOf(server, owner, async () => {
      one = (await post(server, `${SCHOOL}/classes/`, { name: "One" }, 201)).class;
    });
    for (const key of ["id", "name", "status"]) assert.ok(key in one, `no ${key} in ${JSON.stringify(one)}`);
    assert.deepEqual(activities(frames), ["class_created"]);
    assertActivity(only(frames, "activity_new"));
    assertMetrics(only(frames, "metrics_update"), [1, 0, 1]);
    two = (await post(server, `${SCHOOL}/classes/`, { name: "Two" }, 201)).class;
    await framesOf(server, owner, () => Promise.resolve());
  });
  await t.step("a class is completed", async () => {
    const path = `${SCHOOL}/classes/${one.id}/complete/`;
    const frames = await framesOf(server, owner, () => post(server, path, {}, 200));
    assert.deepEqual(activities(frames), ["class_completed"]);
    assertMetrics(only(frames, "metrics_update"), [1, 0, 1]);
  });
  await t.step("a class is cancelled", async () => {
    const path = `${SCHOOL}/classes/${two.id}/cancel/`;
    const frames = await framesOf(server, owner, () => post(server, path, {}, 200));
    assert.deepEqual(activities(frames), ["class_cancelled"]);
    assertMetrics(only(frames, "metrics_update"), [1, 0, 0]);
    const again = await request(server, "POST", path, { token: await mintToken(OWNER), json: {} });
    assert.ok(again.status >= 400 && again.status < 500, `cancelled twice: ${again.status}`);
  });
  await t.step("settings change", async () => {
    const json = { name: "A better name" };
    const token = await mintToken(OWNER);
    const rename = () => expectStatus(200, server, "PUT", `${SCHOOL}/`, { token, json });
    const frames = await framesOf(server, owner, rename);
    assert.deepEqual(activities(frames), ["settings_updated"]);
    assert.equal((await get(server, `${SCHOOL}/`)).name, json.name);
  });
});

const WRITES = [
  { path: INVITATIONS, json: TEACHER_INVITATION },
  { path: `${SCHOOL}/students/`, json: { name: "S", email: "s@example.com" } },
  { path: `${SCHOOL}/classes/`, json: { name: "C" } },
];

const PEOPLE: { name: string; claims?: Claims; status: number }[] = [
  { name: "nobody", status: 401 },
  { name: "a teacher", claims: person(9, { 1: "teacher" }), status: 403 },
  { name: "a student", claims: person(9, { 1: "student" }), status: 403 },
  { name: "another school's owner", claims: OTHER_OWNER, status: 403 },
  { name: "a publisher", claims: { sub: "p", role: "publisher" }, status: 403 },
];

const BAD_INVITATIONS = [
  { name: "no e-mail", json: { role: "teacher" } },
  { name: "an e-mail that is none", json: { email: "nobody", role: "teacher" } },
  { name: "an unknown role", json: { email: "a@example.com", role: "king" } },
  { name: "no object", json: [] },
];

Deno.test("school: refused writes", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, PEOPLE, async ({ claims, status }) => {
    for (const { path, json } of WRITES) {
      const token = claims && await mintToken(claims);
      const answer = await expectStatus(status, server, "POST", path, { token, json });
      assert.equal(typeof answer.body.error, "string", JSON.stringify(answer.body));
    }
  });
  await eachRow(t, BAD_INVITATIONS, async ({ json }) => {
    const answer = await request(server, "POST", INVITATIONS, { token: await mintToken(OWNER), json });
    assert.ok([400, 422].includes(answer.status), `${JSON.stringify(json)} was answered ${answer.status}`);
    assert.ok("error" in answer.body, JSON.stringify(answer.body));
  });
  await t.step("an unknown invitation", async () => {
    const token = await mintToken(GUEST);
    const path = "/api/accounts/invitations/no-such-token/accept/";
    await expectStatus(404, server, "POST", path, { token, json: {} });
    await expectStatus(401, server, "POST", path, { json: {} });
  });
  await t.step("an invitation for somebody else", async () => {
    const { invitation } = await post(server, INVITATIONS, TEACHER_INVITATION, 201);
    const path = `/api/accounts/invitations/${invitation.token}/accept/`;
    await post(server, path, {}, 403, { ...GUEST, email: "thief@example.com" });
  });
});
