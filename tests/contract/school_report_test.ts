/** What can be read of a school over HTTP: its metrics, its activity page by page, its people. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { assertKeys, eachRow } from "../support/expect.ts";
import { expectStatus } from "../support/http_client.ts";
import { OWNER, person } from "../support/school.ts";

const SCHOOL = "/api/accounts/schools/1";
const ACTIVITY = "/api/accounts/school-dashboard/1/activity/";

const METRICS_ROUTES = [
  { name: "metrics of a school", path: `${SCHOOL}/metrics/` },
  { name: "metrics by the dashboard's name", path: "/api/accounts/school-dashboard/1/metrics/" },
];

const PAGES = [
  { name: "the first page", query: "?page=1&page_size=2", results: 2, next: true, previous: false },
  { name: "the second page", query: "?page=2&page_size=2", results: 2, next: true, previous: true },
  { name: "the last page", query: "?page=3&page_size=2", results: 1, next: false, previous: true },
  { name: "everything by default", query: "", results: 5, next: false, previous: false },
];

const FILTERS = [
  { name: "one type", query: "?activity_types=class_created", count: 3 },
  { name: "two types", query: "?activity_types=class_created,student_joined", count: 5 },
  { name: "a type that did not occur", query: "?activity_types=class_cancelled", count: 0 },
  { name: "from tomorrow", query: "?date_from=2999-01-01", count: 0 },
  { name: "until yesterday", query: "?date_to=2001-01-01", count: 0 },
  { name: "all days", query: "?date_from=2001-01-01&date_to=2999-01-01", count: 5 },
];

const READERS = [
  { name: "nobody", claims: undefined, status: 401 },
  { name: "a student", claims: person(9, { 1: "student" }), status: 403 },
  { name: "a stranger", claims: person(9, { 2: "school_owner" }), status: 403 },
];

async function get(server: RunningBoardcast, path: string) {
  return (await expectStatus(200, server, "GET", path, { token: await mintToken(OWNER) })).body;
}

async function fill(server: RunningBoardcast): Promise<void> {
  const token = await mintToken(OWNER);
  for (const name of ["One", "Two", "Three"]) {
    await expectStatus(201, server, "POST", `${SCHOOL}/classes/`, { token, json: { name } });
  }
  for (const name of ["a", "b"]) {
    const json = { name, email: `${name}@example.com` };
    await expectStatus(201, server, "POST", `${SCHOOL}/students/`, { token, json });
  }
}

Deno.test("school: reports", async (t) => {
  await using server = await startBoardcast();
  await fill(server);

  await eachRow(t, METRICS_ROUTES, async ({ path }) => {
    const metrics = await get(server, path);
    for (const key of ["student_count", "teacher_count"]) {
      assertKeys(metrics[key], ["total", "active", "inactive", "trend"], key);
      const { daily, weekly, monthly } = metrics[key].trend;
      assert.deepEqual([daily.length, weekly.length, monthly.length], [7, 4, 6], `the trend of ${key}`);
    }
    const classes = ["active_classes", "completed_today", "scheduled_today", "completion_rate", "trend"];
    assertKeys(metrics.class_metrics, classes, "class_metrics");
    const engagement = ["invitations_sent", "invitations_accepted", "acceptance_rate", "avg_time_to_accept"];
    assertKeys(metrics.engagement_metrics, engagement, "engagement_metrics");
    assert.equal(metrics.student_count.total, 2);
    assert.equal(metrics.class_metrics.active_classes, 3);
  });
  await eachRow(t, PAGES, async ({ query, results, next, previous }) => {
    const page = await get(server, ACTIVITY + query);
    assertKeys(page, ["count", "next", "previous", "results"], "the page");
    assert.equal(page.count, 5);
    assert.equal(page.results.length, results);
    assert.deepEqual([page.next !== null, page.previous !== null], [next, previous], JSON.stringify(page));
  });
  await eachRow(t, FILTERS, async ({ query, count }) => {
    assert.equal((await get(server, ACTIVITY + query)).count, count, query);
  });
  await t.step("pages do not overlap", async () => {
    const pages = [1, 2, 3].map((page) => get(server, `${ACTIVITY}?page=${page}&page_size=2`));
    const ids = (await Promise.all(pages)).flatMap(({ results }) =>
      results.map(({ id }: { id: string }) => id)
    );
    assert.equal(new Set(ids).size, 5, JSON.stringify(ids));
  });
  await t.step("classes and members", async () => {
    assert.equal((await get(server, `${SCHOOL}/classes/`)).results.length, 3);
    assert.equal((await get(server, `${SCHOOL}/members/`)).results.length, 2);
  });
  await eachRow(t, READERS, async ({ claims, status }) => {
    for (const path of [ACTIVITY, `${SCHOOL}/metrics/`, `${SCHOOL}/invitations/`]) {
      await expectStatus(status, server, "GET", path, { token: claims && await mintToken(claims) });
    }
  });
});
