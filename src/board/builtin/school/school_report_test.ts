import assert from "node:assert/strict";
import { type Boards, openBoards, somebody } from "../../../../tests/support/boards.ts";

const OWNER = somebody({ schools: { 5: "school_owner" } });
const ACTIVITY = "/api/accounts/school-dashboard/5/activity/";

async function publishDays(boards: Boards, days: number): Promise<void> {
  const items = Array.from({ length: days }, (_, index) => ({
    group: "school_5_dashboard",
    message: {
      type: "activity_new",
      data: {
        number: index + 1,
        activity_type: index % 2 ? "class_created" : "student_joined",
        timestamp: `2026-01-${String(index + 1).padStart(2, "0")}T12:00:00Z`,
      },
    },
  }));
  await boards.publish(...items);
}

async function page(boards: Boards, query = "") {
  const { status, body } = await boards.ask("GET", query.startsWith("/") ? query : `${ACTIVITY}${query}`, {
    as: OWNER,
  });
  assert.equal(status, 200);
  const numbers: number[] = body.results.map(({ number }: { number: number }) => number);
  return { count: body.count, next: body.next, previous: body.previous, numbers };
}

Deno.test("activity: following `next` gives everything once, newest first, and `previous` leads back", async () => {
  await using boards = openBoards();
  await publishDays(boards, 25);
  const numbers: number[] = [];
  let next: string | null = "?page_size=10&activity_types=class_created,student_joined";
  let last = await page(boards, next);
  while (next !== null) {
    last = await page(boards, next);
    assert.equal(last.count, 25);
    numbers.push(...last.numbers);
    next = last.next;
  }
  assert.deepEqual(numbers, Array.from({ length: 25 }, (_, index) => 25 - index));
  assert.deepEqual((await page(boards, last.previous)).numbers, numbers.slice(10, 20));
});

Deno.test("activity: types and dates choose; the ends of the span belong to it", async () => {
  await using boards = openBoards();
  await publishDays(boards, 6);
  assert.deepEqual((await page(boards, "?activity_types=class_created")).numbers, [6, 4, 2]);
  assert.deepEqual((await page(boards, "?activity_types=nothing")).numbers, []);
  assert.deepEqual((await page(boards, "?date_from=2026-01-05T12:00:00Z")).numbers, [6, 5]);
  assert.deepEqual((await page(boards, "?date_to=2026-01-02T12:00:00Z")).numbers, [2, 1]);
  assert.deepEqual((await page(boards, "?date_to=2026-01-02")).numbers, [2, 1], "a day is the whole day");
  assert.deepEqual((await page(boards, "?date_from=2026-01-03&date_to=2026-01-04")).numbers, [4, 3]);
});

Deno.test("activity: a page that is not there is empty, and sizes are kept in their bounds", async () => {
  await using boards = openBoards();
  await publishDays(boards, 25);
  assert.deepEqual((await page(boards, "?page=99")).numbers, []);
  assert.equal((await page(boards)).numbers.length, 20);
  assert.equal((await page(boards, "?page_size=1000")).numbers.length, 25);
  for (const bad of ["0", "-1", "x", "1.5"]) {
    assert.equal((await page(boards, `?page_size=${bad}`)).numbers.length, 20);
  }
});

Deno.test("metrics: a school in which nothing has happened has zeros everywhere", async () => {
  await using boards = openBoards();
  const { body } = await boards.ask("GET", "/api/accounts/schools/5/metrics/", { as: OWNER });
  assert.deepEqual(body.engagement_metrics, {
    invitations_sent: 0,
    invitations_accepted: 0,
    acceptance_rate: 0,
    avg_time_to_accept: 0,
  });
  const trend = { daily: Array(7).fill(0), weekly: Array(4).fill(0), monthly: Array(6).fill(0) };
  assert.deepEqual(body.student_count, { total: 0, active: 0, inactive: 0, trend });
  assert.deepEqual(body.class_metrics, {
    active_classes: 0,
    completed_today: 0,
    scheduled_today: 0,
    completion_rate: 0,
    trend,
  });
});

Deno.test("metrics: classes and invitations are counted, and what is new is today's", async () => {
  await using boards = openBoards();
  const post = async (path: string, json: unknown) =>
    (await boards.ask("POST", `/api/accounts/${path}`, { as: OWNER, json })).body;
  const ids: string[] = [];
  for (const name of ["A", "B", "C"]) ids.push((await post("schools/5/classes/", { name })).class.id);
  await post(`schools/5/classes/${ids[0]}/complete/`, {});
  await post(`schools/5/classes/${ids[1]}/cancel/`, {});
  const sent = [];
  for (const email of ["a@example.org", "b@example.org"]) {
    sent.push((await post("schools/5/invitations/", { email, role: "student" })).invitation.token);
  }
  await post(`invitations/${sent[0]}/accept/`, {});
  const { body } = await boards.ask("GET", "/api/accounts/school-dashboard/5/metrics/", { as: OWNER });
  const { trend, ...classes } = body.class_metrics;
  assert.deepEqual(classes, {
    active_classes: 1,
    completed_today: 1,
    scheduled_today: 3,
    completion_rate: 0.5,
  });
  assert.deepEqual([trend.daily.at(-1), trend.weekly.at(-1), trend.monthly.at(-1)], [3, 3, 3]);
  const { invitations_sent, invitations_accepted, acceptance_rate } = body.engagement_metrics;
  assert.deepEqual([invitations_sent, invitations_accepted, acceptance_rate], [2, 1, 0.5]);
  assert.equal(body.student_count.total, 1);
});
