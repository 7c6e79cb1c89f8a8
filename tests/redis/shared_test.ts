/** What is the same wherever one is connected: logins and their end, counts, who is there. */
import assert from "node:assert/strict";
import { runBoardcast, startBoardcast } from "../support/boardcast.ts";
import { ConfigFolder } from "../support/configured.ts";
import { expectStatus } from "../support/http_client.ts";
import { startRedis } from "../support/redis.ts";
import { eventually } from "../support/redis_nodes.ts";
import { Viewer } from "../support/viewer.ts";
import { connect } from "../support/ws_client.ts";

const ROOM = `
boards:
  room:
    path: /ws/room/{id}/
    access: {open: true}
    groups: [{name: "room:{id}", presence: true}]
    events: {note: {keep: 10}}
`;
const PASSWORD = "correct horse battery";

Deno.test("logins, counts and presence are those of all nodes", async (t) => {
  await using redis = await startRedis();
  await using folder = await ConfigFolder.with(ROOM);
  const env = { REDIS_URL: redis.url, BOARDCAST_BACKEND: "redis", BOARDCAST_CONFIG: folder.file };
  await using one = await startBoardcast({ env });
  await using other = await startBoardcast({ env });
  const added = await runBoardcast(["user", "add", "ann", "--role", "admin", "--password-stdin"], {
    env,
    input: PASSWORD,
  });
  assert.equal(added.code, 0, added.stderr);

  await t.step("who signs out on one node is shown out on the other", async () => {
    const form = { username: "ann", password: PASSWORD };
    const { headers } = await expectStatus(303, one, "POST", "/login/", { form });
    const cookie = headers.getSetCookie().find((one) => one.startsWith("boardcast_session="))!.split(";")[0]!;
    await using socket = await connect(`${other.wsUrl}/ws/dashboard/`, {
      headers: { cookie },
      origin: other.url,
    });
    assert.equal((await socket.receive()).type, "connection_established");
    await expectStatus(302, one, "GET", "/auth/logout/", { headers: { cookie } });
    assert.equal((await socket.ended(10_000)).code, 4401);
  });

  await t.step(
    "/ws/status counts the viewers of both, and of a node that has died only for a moment",
    async () => {
      const active = async () => (await expectStatus(200, one, "GET", "/ws/status")).body.active_connections;
      await using _here = await connect(`${one.wsUrl}/ws/dashboard`);
      const there = await connect(`${other.wsUrl}/ws/dashboard`);
      await eventually("two are counted", async () => await active() === 2);
      await there.close();
      await eventually("one is left", async () => await active() === 1);
    },
  );

  await t.step("who is in a group is seen on every node", async () => {
    await using ann = await Viewer.open(one, "/ws/room/a/", { claims: { sub: "ann", name: "Ann" } });
    await using bob = await Viewer.open(other, "/ws/room/a/", { claims: { sub: "bob", name: "Bob" } });
    const sees = (viewer: Viewer, subject: string) =>
      JSON.stringify(viewer.seen.filter(({ type }) => type === "$presence")).includes(`"${subject}"`);
    await eventually("both see each other", () => sees(ann, "bob") && sees(bob, "ann"));
    await other.stop("SIGKILL");
    const hasLeft = () =>
      ann.seen.some(({ type, left }) => type === "$presence" && JSON.stringify(left ?? []).includes('"bob"'));
    await eventually("a killed node's people are gone within 15 s", hasLeft);
  });
});
