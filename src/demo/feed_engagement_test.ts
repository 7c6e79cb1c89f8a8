import assert from "node:assert/strict";
import { activityAt } from "./activity.ts";
import { EngagementFeed, engagementUpdate, interactionsNow, Tally } from "./feed_engagement.ts";
import { DEMO_CLIENTS, DEMO_MSP } from "./organisation.ts";
import { Random } from "./random.ts";
import { Recorder } from "./test_recorder.ts";
import { apiFor, runRounds } from "./test_rounds.ts";

const CLIENT = DEMO_CLIENTS[0];
const NOON = new Date(2026, 2, 2, 10, 0);
const NIGHT = new Date(2026, 2, 2, 2, 0);

function feedOf(recorder: Recorder, now = NOON): EngagementFeed {
  return new EngagementFeed(apiFor(recorder.url), new Random(1), () => now);
}

Deno.test("activityAt() is high by day and low by night, and makes no jumps", () => {
  const minutes = Array.from({ length: 1_441 }, (_, minute) => activityAt(new Date(2026, 2, 2, 0, minute)));
  assert.ok(minutes.every((activity) => activity > 0 && activity <= 1));
  assert.ok(minutes.slice(1).every((activity, index) => Math.abs(activity - minutes[index]!) < 0.02));
  assert.ok(activityAt(NOON) > 10 * activityAt(NIGHT));
});

Deno.test("interactionsNow() comes to what the client has in a minute at the busiest hour", () => {
  const random = new Random(1);
  const minutes = 2_000;
  let total = 0;
  for (let i = 0; i < minutes * 20; i++) total += interactionsNow(CLIENT, NOON, random);
  const perMinute = total / minutes;
  assert.ok(Math.abs(perMinute - CLIENT.perMinute) < 2, String(perMinute));
});

Deno.test("engagementUpdate() has departments, applications and agents whose numbers agree", () => {
  const counts = new Map(CLIENT.applications.map(({ id }, index) => [id, 10 + index]));
  const { group, message } = engagementUpdate(CLIENT, counts, NOON);
  assert.equal(group, `client_${CLIENT.id}`);
  assert.deepEqual(Object.keys(message), ["type", "data"]);
  const data = message["data"] as Record<string, { interactions: number }[]>;
  assert.deepEqual(Object.keys(data), ["departments", "applications", "agents"]);
  const sum = (name: string) => data[name]!.reduce((total, { interactions }) => total + interactions, 0);
  assert.deepEqual([sum("departments"), sum("applications")], [33, 33]);
  assert.equal(data["agents"]!.length, CLIENT.agents.length);
});

Deno.test("engagementUpdate() divides nothing by nothing on a new day", () => {
  const { message } = engagementUpdate(CLIENT, new Map(), NIGHT);
  assert.doesNotMatch(JSON.stringify(message), /null|NaN/);
});

Deno.test("Tally counts by day of UTC", () => {
  const tally = new Tally();
  tally.add("a", 2, new Date("2026-03-02T23:59:59Z"));
  tally.add("a", 3, new Date("2026-03-02T23:59:59Z"));
  assert.equal(tally.of(new Date("2026-03-02T23:59:59Z")).get("a"), 5);
  assert.equal(tally.of(new Date("2026-03-03T00:00:00Z")).get("a"), undefined);
});

Deno.test("EngagementFeed puts the clients and their applications in place once, before anything else", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, `Counting at ${CLIENT.name}`, 2);
  const puts = recorder.asked(/^PUT/);
  const applications = DEMO_CLIENTS.reduce((sum, client) => sum + client.applications.length, 0);
  assert.equal(puts.length, DEMO_CLIENTS.length + applications);
  assert.deepEqual(puts[0]!.body, { name: CLIENT.name, msp_id: DEMO_MSP.id });
  assert.equal(puts[1]!.path, `/api/v1/clients/${CLIENT.id}/applications/${CLIENT.applications[0]!.id}`);
  const increments = recorder.asked(/^POST .*\/interactions\/increment$/);
  assert.deepEqual(recorder.requests.slice(-increments.length), increments);
  for (const { body } of increments) {
    assert.deepEqual(Object.keys(body as object), ["app_id", "interaction_count"]);
  }
});

Deno.test("EngagementFeed reports what it has counted", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, `Counting at ${CLIENT.name}`, 20);
  await runRounds(feed, `Reporting for ${CLIENT.name}`);
  const counted = recorder.asked(/increment$/)
    .reduce((sum, { body }) => sum + (body as { interaction_count: number }).interaction_count, 0);
  const [update] = recorder.messages(`client_${CLIENT.id}`, "engagement_update");
  const { applications } = update!["data"] as { applications: { interactions: number }[] };
  assert.equal(applications.reduce((sum, { interactions }) => sum + interactions, 0), counted);
  assert.ok(counted > 0);
});

Deno.test("EngagementFeed raises alerts of severity, details and app, and only so many", async () => {
  await using recorder = new Recorder();
  await runRounds(feedOf(recorder), "Watching the clients", 30);
  const alerts = recorder.messages("client_", "alert");
  assert.equal(alerts.length, 3);
  for (const { data } of alerts) {
    assert.deepEqual(Object.keys(data as object), ["severity", "details", "app"]);
    assert.match((data as { severity: string }).severity, /^(high|medium|low)$/);
  }
});
