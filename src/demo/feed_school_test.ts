import assert from "node:assert/strict";
import { SchoolFeed } from "./feed_school.ts";
import { Random } from "./random.ts";
import { type Recorded, Recorder } from "./test_recorder.ts";
import { apiFor, runRounds, TOKEN } from "./test_rounds.ts";

const NOON = new Date(2026, 2, 2, 10, 0);
const ANSWER = /^POST \/api\/accounts\/invitations\/[^/]+\/(accept|decline)\/$/;

function feedOf(recorder: Recorder): SchoolFeed {
  const mint = (claims: Record<string, unknown>) => Promise.resolve(`token of ${claims["email"]}`);
  return new SchoolFeed(apiFor(recorder.url), new Random(1), mint, () => NOON);
}

function emailOf({ body }: Recorded): string {
  return (body as { email: string }).email;
}

Deno.test("SchoolFeed puts the school in place and takes over what is there before it begins", async () => {
  await using recorder = new Recorder();
  await runRounds(feedOf(recorder), "Inviting teachers", 2);
  assert.deepEqual(recorder.requests.map(({ method, path }) => `${method} ${path}`), [
    "PUT /api/accounts/schools/1/",
    "GET /api/accounts/schools/1/members/",
    "GET /api/accounts/schools/1/classes/",
    "GET /api/accounts/schools/1/invitations/",
    "POST /api/accounts/schools/1/invitations/",
    "POST /api/accounts/schools/1/invitations/",
  ]);
});

Deno.test("SchoolFeed invites no one twice, and only so many", async () => {
  await using recorder = new Recorder();
  await runRounds(feedOf(recorder), "Inviting teachers", 30);
  const invitations = recorder.asked(/^POST .*\/invitations\/$/);
  assert.equal(invitations.length, 5);
  assert.equal(new Set(invitations.map(emailOf)).size, 5);
  assert.deepEqual(Object.keys(invitations[0]!.body as object), ["email", "role", "message"]);
});

Deno.test("SchoolFeed answers every invitation once, as the one who was invited", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, "Answering invitations");
  await runRounds(feed, "Inviting teachers", 5);
  await runRounds(feed, "Answering invitations", 8);
  const invited = recorder.asked(/^POST .*\/invitations\/$/).map(emailOf);
  const answers = recorder.asked(ANSWER);
  assert.deepEqual(answers.map(({ token }) => token), invited.map((email) => `token of ${email}`));
  assert.equal(new Set(answers.map(({ path }) => path.split("/")[4])).size, 5);
  const others = recorder.requests.filter((request) => !answers.includes(request));
  assert.ok(others.every(({ token }) => token === TOKEN));
});

Deno.test("SchoolFeed does not answer again what the server refused, but does when it was only down", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, "Inviting teachers", 2);
  recorder.refusal = { status: 503, retryAfter: "0" };
  await assert.rejects(runRounds(feed, "Answering invitations"));
  recorder.refusal = { status: 410 };
  await assert.rejects(runRounds(feed, "Answering invitations"));
  recorder.refusal = undefined;
  await runRounds(feed, "Answering invitations", 3);
  const invitations = recorder.asked(ANSWER).map(({ path }) => path.split("/")[4]);
  assert.deepEqual(invitations.map((token) => invitations.indexOf(token)), [0, 0, 2]);
});

Deno.test("SchoolFeed registers each student once, and only so many", async () => {
  await using recorder = new Recorder();
  await runRounds(feedOf(recorder), "Registering students", 30);
  const students = recorder.asked(/^POST .*\/students\/$/);
  assert.equal(students.length, 4);
  assert.equal(new Set(students.map(emailOf)).size, 4);
  assert.deepEqual(Object.keys(students[0]!.body as object), ["name", "email"]);
});

Deno.test("SchoolFeed ends the classes that it creates, the oldest first, and keeps a few open", async () => {
  await using recorder = new Recorder();
  await runRounds(feedOf(recorder), "Holding classes", 60);
  const created = recorder.asked(/^POST .*\/classes\/$/);
  const ended = recorder.asked(/^POST .*\/classes\/[^/]+\/(complete|cancel)\/$/);
  assert.equal(created.length, 8);
  assert.equal(ended.length, 6);
  assert.deepEqual(Object.keys(created[0]!.body as object), ["name"]);
  const ids = ended.map(({ path }) => Number(path.split("id-")[1]!.split("/")[0]));
  assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
});

Deno.test("SchoolFeed goes on with the classes, members and invitations of an earlier run", async () => {
  await using recorder = new Recorder();
  const first = feedOf(recorder);
  await runRounds(first, "Registering students", 2);
  const known = recorder.asked(/students/).map(emailOf);
  recorder.answers.set("GET /api/accounts/schools/1/members/", {
    results: known.map((email) => ({ email })),
  });
  recorder.answers.set("GET /api/accounts/schools/1/classes/", {
    results: ["completed", "active", "active", "active"].map((status, index) => ({
      id: `old-${index}`,
      status,
    })),
  });
  const old = { email: "daniel.demir@teachers.northfield.example", token: "old-token", status: "pending" };
  recorder.answers.set("GET /api/accounts/schools/1/invitations/", {
    results: [
      { ...old, status: "accepted", token: "answered" },
      { ...old, email: "someone@else.example" },
      old,
    ],
  });
  const second = feedOf(recorder);
  await runRounds(second, "Answering invitations", 3);
  await runRounds(second, "Registering students");
  await runRounds(second, "Holding classes", 30);
  assert.ok(!known.includes(emailOf(recorder.asked(/students/).at(-1)!)));
  const ended = recorder.asked(/\/classes\/old-.*\/(complete|cancel)\/$/).map(({ path }) =>
    path.split("/")[6]
  );
  assert.deepEqual(ended, ["old-1", "old-2", "old-3"]);
  assert.deepEqual(recorder.asked(ANSWER).map(({ path }) => path.split("/")[4]), ["old-token"]);
});
