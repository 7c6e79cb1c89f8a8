import assert from "node:assert/strict";
import { addUser, createDataFolder, signIn } from "./support/accounts.ts";
import { mintToken } from "./support/boardcast.ts";
import { expectStatus, request } from "./support/http_client.ts";
import { openUnread } from "./support/unread_socket.ts";
import { connect, refused } from "./support/ws_client.ts";
import { ConfigFolder } from "./support/configured.ts";
import { publishAll } from "./support/plant.ts";

const HALL = `
boards:
  hall:
    path: /ws/hall/
    access: {open: true}
    groups: [hall]
    events:
      beat: {keep: 10, every: 1m}
      bulk: {keep: 10000}
`;

Deno.test("operations tell an admin, and nobody else, how the server is doing", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "admin");
  await addUser(data.path, "bob", "--role", "viewer");
  await using folder = await ConfigFolder.with(HALL);
  await using server = await folder.serve({ data: data.path });
  const token = await mintToken({ sub: "root", roles: ["admin"] });
  const read = async (path = "") =>
    (await expectStatus(200, server, "GET", `/api/v1/operations${path}`, { token })).body;

  await t.step("others are refused", async () => {
    await expectStatus(401, server, "GET", "/api/v1/operations");
    for (const role of ["viewer", "publisher"]) {
      const other = await mintToken({ sub: "eve", roles: [role] });
      for (const path of ["", "/groups", "/peers", "/peers/x", "/refusals", "/sessions"]) {
        await expectStatus(403, server, "GET", `/api/v1/operations${path}`, { token: other });
      }
      await expectStatus(403, server, "DELETE", "/api/v1/operations/sessions/x", { token: other });
    }
  });

  await t.step("the way of a publication is measured", async () => {
    await using viewer = await connect(`${server.wsUrl}/ws/hall/`);
    await publishAll(server, [{ group: "hall", message: { type: "beat" } }]);
    await viewer.receive();
    const { node, backend, nodes, now, boards, latency, totals, costs } = await read();
    assert.equal(nodes[0].id, node.id);
    assert.deepEqual(backend, { name: "local", problem: null });
    assert.equal(now.connections, 1);
    assert.deepEqual(boards, [{ board: "hall", connections: 1 }]);
    assert.equal(totals.publications, 1);
    assert.equal(totals.deliveries, 1);
    assert.equal(latency.publishToViewer.count, 1);
    assert.ok(latency.publishToViewer.p99 > 0 && latency.publishToViewer.p99 < 10_000);
    assert.equal(latency.steps.find(({ step }: { step: string }) => step === "commit").count, 1);
    assert.deepEqual(costs, {}, "the first answer");
    assert.ok((await read()).costs.summary.bytes > 100);
  });

  await t.step("groups are told with their freshness, watched or not", async () => {
    const { groups } = await read("/groups?prefix=ha&sort=name&limit=1");
    assert.equal(groups.length, 1);
    const [{ group, members, offset, freshness }] = groups;
    assert.deepEqual([group, members, offset], ["hall", 0, 1]);
    assert.deepEqual(freshness, { status: "fresh", keys: "fresh", cause: null });
    await expectStatus(422, server, "GET", "/api/v1/operations/groups?sort=size", { token });
    assert.deepEqual((await read("/groups?offset=10000")).groups, []);
  });

  await t.step("refusals are told without what was shown", async () => {
    const secret = "made.up.token";
    for (let times = 0; times < 3; times++) await refused(`${server.wsUrl}/ws/hall/?token=${secret}`);
    const form = { username: "ann", password: "not her password" };
    await expectStatus(401, server, "POST", "/login/", { form });
    const { refusals } = await read("/refusals");
    const find = (path: string) => refusals.find((one: { path: string }) => one.path === path);
    assert.equal(find("/ws/hall/").count, 3);
    assert.equal(find("/ws/hall/").code, 4401);
    assert.equal(find("POST /login/").code, 401);
    const all = JSON.stringify(refusals);
    assert.ok(!all.includes(secret) && !all.includes(form.password), all);
  });

  await t.step("ending a session closes its connections", async () => {
    const { cookie } = await signIn(server, "bob");
    const headers = { cookie, origin: server.url };
    await using viewer = await connect(`${server.wsUrl}/ws/hall/`, { headers, protocols: ["boardcast.v1"] });
    const { sessions } = await read("/sessions");
    assert.deepEqual(
      sessions.map(({ subject, connections }: Record<string, unknown>) => [subject, connections]),
      [["bob", 1]],
    );
    assert.ok(!JSON.stringify(sessions).includes(cookie.split("=")[1]!));
    const path = `/api/v1/operations/sessions/${sessions[0].id}`;
    await expectStatus(200, server, "DELETE", path, { token });
    assert.equal((await viewer.ended()).code, 4401);
    await expectStatus(404, server, "DELETE", path, { token });
    assert.equal((await request(server, "GET", "/api/v1/me", { headers })).status, 401);
  });

  await t.step("a peer that does not read is found and explained", async () => {
    using _slow = await openUnread(server, "/ws/hall/");
    const text = "x".repeat(60_000);
    let peers: object[] = [];
    while (peers.length === 0) {
      const messages = Array.from({ length: 10 }, () => ({ group: "hall", message: { type: "bulk", text } }));
      await publishAll(server, messages);
      const found: { lagging: boolean; waiting: number; behind: number }[] = (await read("/peers")).peers;
      // Until the network takes nothing more, it is caught up in between.
      peers = found.filter(({ lagging, waiting, behind }) => lagging && waiting > 131_072 && behind > 0);
    }
    const { id, board } = peers[0] as { id: string; board: string };
    assert.equal(board, "hall");
    const { groups, reasons, lag } = await read(`/peers/${id}`);
    assert.equal(groups[0].group, "hall");
    assert.ok(groups[0].waiting > 0 && groups[0].behind === groups[0].waiting + groups[0].skipped);
    assert.match(reasons[0], /KiB wait in its socket, with 256 KiB as the limit/);
    assert.ok(lag.closesAt > lag.since);
    await expectStatus(404, server, "GET", "/api/v1/operations/peers/nobody", { token });
  });
});
