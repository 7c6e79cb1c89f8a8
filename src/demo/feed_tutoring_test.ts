import assert from "node:assert/strict";
import { TutoringFeed } from "./feed_tutoring.ts";
import { Random } from "./random.ts";
import { Recorder } from "./test_recorder.ts";
import { apiFor, runRounds } from "./test_rounds.ts";

function feedOf(recorder: Recorder): TutoringFeed {
  return new TutoringFeed(apiFor(recorder.url), new Random(1));
}

function ids(recorder: Recorder, type: string): string[] {
  return recorder.messages("tutoring", type).map(({ data }) => (data as { id: string }).id);
}

Deno.test("TutoringFeed publishes all tutors in all windows first, then a few at a time", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, "Raising alerts");
  const updates = () => recorder.messages("tutoring", "metrics_update");
  const known = new Set(
    updates().map(({ data }) => {
      const { tutor_id, window } = data as Record<string, string>;
      return `${tutor_id} ${window}`;
    }),
  );
  assert.deepEqual([updates().length, known.size], [120, 120]);
  await runRounds(feed, "Measuring tutors");
  assert.ok(updates().length > 120 && updates().length <= 129);
  assert.deepEqual(Object.keys(updates()[0]!), ["type", "data"]);
});

Deno.test("TutoringFeed raises alerts up to a number, each with an id of its own, and resolves the oldest", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, "Raising alerts", 30);
  assert.deepEqual(
    ids(recorder, "alert"),
    Array.from({ length: 8 }, (_, index) => `demo-alert-${index + 1}`),
  );
  await runRounds(feed, "Resolving alerts", 10);
  const resolved = recorder.asked(/^POST \/api\/alerts\/[^/]+\/resolve$/).map(({ path }) =>
    path.split("/")[3]
  );
  assert.deepEqual(resolved, ["demo-alert-1", "demo-alert-2", "demo-alert-3", "demo-alert-4"]);
});

Deno.test("TutoringFeed moves every intervention from pending to completed", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, "Beginning interventions", 30);
  assert.equal(ids(recorder, "intervention").length, 6);
  await runRounds(feed, "Moving interventions", 30);
  const moves = recorder.asked(/^PATCH \/api\/interventions\//);
  for (const id of ids(recorder, "intervention")) {
    const statuses = moves.filter(({ path }) => path.endsWith(`/${id}`)).map(({ body }) => body);
    assert.deepEqual(statuses, [{ status: "in_progress" }, { status: "completed" }]);
  }
});

Deno.test("TutoringFeed uses its ids again, so that it keeps no more than sixty of a kind", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  for (let i = 0; i < 100; i++) {
    await runRounds(feed, "Raising alerts");
    await runRounds(feed, "Resolving alerts");
  }
  const all = ids(recorder, "alert");
  assert.ok(all.length > 90, String(all.length));
  assert.equal(new Set(all).size, 60);
});

Deno.test("TutoringFeed publishes everything again when the server has forgotten an alert", async () => {
  await using recorder = new Recorder();
  const feed = feedOf(recorder);
  await runRounds(feed, "Raising alerts", 5);
  recorder.refusal = { status: 404 };
  await assert.rejects(runRounds(feed, "Resolving alerts"));
  recorder.refusal = undefined;
  await runRounds(feed, "Resolving alerts");
  assert.equal(recorder.messages("tutoring", "metrics_update").length, 240);
  assert.equal(recorder.asked(/resolve$/).length, 1);
});

Deno.test("TutoringFeed takes over what an earlier run left open, and nobody else's", async () => {
  await using recorder = new Recorder();
  recorder.answers.set("GET /api/alerts", {
    alerts: [5, 4, 3, 2, 1].map((n) => ({ id: `demo-alert-${n}`, tutor_id: `T-00${n}` }))
      .concat([{ id: "theirs", tutor_id: "T-009" }]),
  });
  recorder.answers.set("GET /api/interventions", {
    interventions: [
      { id: "demo-intervention-1", tutor_id: "T-001", status: "in_progress" },
      { id: "demo-intervention-2", tutor_id: "T-002", status: "completed" },
      { id: "theirs", tutor_id: "T-003", status: "pending" },
    ],
  });
  const feed = feedOf(recorder);
  await runRounds(feed, "Resolving alerts", 3);
  await runRounds(feed, "Moving interventions", 3);
  await runRounds(feed, "Raising alerts", 2);
  assert.deepEqual(recorder.asked(/resolve$/).map(({ path }) => path), ["/api/alerts/demo-alert-1/resolve"]);
  assert.deepEqual(recorder.asked(/^PATCH/).map(({ path, body }) => [path, body]), [
    ["/api/interventions/demo-intervention-1", { status: "completed" }],
  ]);
  assert.deepEqual(ids(recorder, "alert"), ["demo-alert-1", "demo-alert-6"]);
});
