/** Two nodes, each a process of its own, on one Redis. */
import assert from "node:assert/strict";
import { PASSWORD, signIn } from "../support/accounts.ts";
import { API_KEY, runBoardcast, type RunningBoardcast } from "../support/boardcast.ts";
import { request } from "../support/http_client.ts";
import { numbered, publishAll } from "../support/plant.ts";
import { startRedis } from "../support/redis.ts";
import { eventually, startNode } from "../support/redis_nodes.ts";
import { offsets, reached, ReturningViewer } from "../support/returning_viewer.ts";

Deno.test("two nodes on one Redis are one server", async (t) => {
  await using redis = await startRedis();
  const env = { REDIS_URL: redis.url, BOARDCAST_BACKEND: "redis" };
  await using one = await startNode(redis.url);
  await using other = await startNode(redis.url);

  await t.step("what is published on one reaches viewers on the other, in order", async () => {
    await using viewer = new ReturningViewer(other, "a");
    await viewer.catchUp("log_a");
    for (let at = 0; at < 50; at += 10) await publishAll(one, numbered("log_a", at + 1, at + 10));
    await reached(viewer, "log_a", 50);
    assert.deepEqual(viewer.of("log_a").slice(1), offsets(1, 50));
    viewer.assertSound();
  });

  await t.step("a viewer who was on one goes on from there on the other", async () => {
    await using viewer = new ReturningViewer(one, "a");
    await viewer.catchUp("log_a");
    await viewer.close();
    await publishAll(other, numbered("log_a", 51, 60));
    await using moved = new ReturningViewer(other, "a");
    moved.reader.goBackTo("log_a", viewer.reader.position("log_a")!);
    assert.deepEqual(await moved.catchUp("log_a"), [...offsets(51, 60), "resumed 50-60"]);
    moved.assertSound();
  });

  await t.step("an idempotency key is known to both", async () => {
    const items = [...numbered("log_b", 1, 2), ...numbered("log_a", 61, 61)];
    const answers = await Promise.all(
      [one, other, one, other].map((node) => publishAll(node, items, { key: "once" })),
    );
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.deepEqual(answers[0]!.map(({ offset }) => offset), [1, 2, 61]);
  });

  await t.step("the command line adds users, who sign in on any node", async () => {
    const args = ["user", "add", "ann", "--role", "admin", "--password-stdin"];
    const added = await runBoardcast(args, { env, input: PASSWORD });
    assert.equal(added.code, 0, added.stderr);
    for (const node of [one, other]) await signIn(node, "ann");
    assert.match((await runBoardcast(["user", "list"], { env })).stdout, /\tann\tadmin/);
  });

  await t.step("both count the viewers of all", async () => {
    await using here = new ReturningViewer(one, "c");
    await using there = new ReturningViewer(other, "c");
    await here.catchUp("log_c");
    await there.catchUp("log_c");
    const members = async (node: RunningBoardcast) =>
      (await request(node, "GET", "/api/v1/groups/log_c", { headers: { "x-api-key": API_KEY } })).body
        .members;
    await eventually(
      "both see two viewers",
      async () => await members(one) === 2 && await members(other) === 2,
    );
  });

  await t.step("a node that is killed takes nothing with it", async () => {
    await using viewer = new ReturningViewer(other, "k");
    await viewer.catchUp("log_k");
    await publishAll(other, numbered("log_k", 1, 5));
    await reached(viewer, "log_k", 5);
    const position = viewer.reader.position("log_k")!;
    const publishing = publishAll(one, numbered("log_k", 6, 10));
    await other.stop("SIGKILL");
    await publishing;
    await using moved = new ReturningViewer(one, "k");
    moved.reader.goBackTo("log_k", position);
    assert.deepEqual((await moved.catchUp("log_k")).slice(-6), [...offsets(6, 10), "resumed 5-10"]);
    moved.assertSound();
  });
});
