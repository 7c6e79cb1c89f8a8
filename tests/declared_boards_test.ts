/** The example of docs/declared_boards.md, as an operator would run it. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { addUser, createDataFolder, signIn } from "./support/accounts.ts";
import { expectStatus, publish, request } from "./support/http_client.ts";
import { connect, refused } from "./support/ws_client.ts";

const DOCUMENT = new URL("../docs/declared_boards.md", import.meta.url);

/** A file with the first example of the document and what is `more`; disposing removes it. */
async function configFile(more = ""): Promise<AsyncDisposable & { path: string }> {
  const [, example] = /```yaml\n(.*?)```/s.exec(await Deno.readTextFile(DOCUMENT))!;
  const path = await Deno.makeTempFile({ prefix: "boardcast-", suffix: ".yaml" });
  await Deno.writeTextFile(path, example! + more);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

async function start(data = "none"): Promise<RunningBoardcast> {
  await using file = await configFile();
  return await startBoardcast({ data, env: { BOARDCAST_CONFIG: file.path } });
}

const VIEWER = { sub: "vera", role: "viewer", sites: ["lisbon", "porto"] };
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

Deno.test("a declared board sends plain clients what is published, stamped, and answers nothing but pings", async () => {
  await using server = await start();
  const token = await mintToken(VIEWER);
  await using viewer = await connect(`${server.wsUrl}/ws/machines/lisbon/`, bearer(token));
  for (const silent of ["hello", "[]", { type: "subscribe" }, new Uint8Array([1, 2])]) viewer.send(silent);
  viewer.send({ type: "ping" });
  const { type, timestamp, ...rest } = await viewer.receive();
  assert.deepEqual([type, typeof timestamp, rest], ["pong", "string", {}]);

  await publish(server, "machines:lisbon", { type: "reading", machine: "m1", celsius: 20.5 });
  const reading = await viewer.receive();
  assert.match(reading["timestamp"], /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual({ ...reading, timestamp: "" }, {
    type: "reading",
    machine: "m1",
    celsius: 20.5,
    timestamp: "",
  });
  await publish(server, "machines:porto", { type: "alarm", text: "not for Lisbon" });
  await publish(server, "notices", { type: "notice", text: "for all", timestamp: "noon" });
  assert.deepEqual(await viewer.receive(), { type: "notice", text: "for all", timestamp: "noon" });
  assert.equal(viewer.unread, 0);
});

Deno.test("a declared board takes every credential of those who may watch it, and nobody else", async () => {
  await using data = await createDataFolder();
  await addUser(data.path, "vera", "--role", "viewer");
  await using server = await start(data.path);
  const url = `${server.wsUrl}/ws/machines/lisbon/`;
  const token = await mintToken(VIEWER);
  const { ticket } = (await expectStatus(201, server, "POST", "/api/v1/tickets", { token })).body;
  const ways: [string, Parameters<typeof connect>[1]][] = [
    [url, bearer(token)],
    [url, { protocols: [`bearer.${token}`, "x"] }],
    [`${url}?token=${token}`, {}],
    [`${url}?ticket=${ticket}`, {}],
  ];
  for (const [way, options] of ways) {
    await using viewer = await connect(way, options);
    viewer.send({ type: "ping" });
    assert.equal((await viewer.receive())["type"], "pong");
  }
  const claims: Record<string, unknown>[] = [
    { ...VIEWER, sites: ["porto"] },
    { ...VIEWER, sites: true },
    { ...VIEWER, sites: undefined },
    { ...VIEWER, role: "trader" },
  ];
  for (const other of claims) assert.equal(await refused(url, bearer(await mintToken(other))), 403);
  assert.equal(await refused(url), 403);
  const { cookie } = await signIn(server, "vera");
  assert.equal(
    await refused(url, { headers: { cookie }, origin: server.url }),
    403,
    "the store knows no sites",
  );
  for (
    const path of ["/ws/machines/lisbon", "/ws/machines//", "/ws/machines/lisbon/x/", "/ws/machines/a%2Fb/"]
  ) {
    assert.equal(await refused(server.wsUrl + path, bearer(token)), 403, path);
  }
});

Deno.test("a client of boardcast.v1 is greeted with the groups of the board, and joins others by their names", async () => {
  await using server = await start();
  await publish(server, "machines:lisbon", { type: "alarm", text: "hot" });
  const token = await mintToken(VIEWER);
  const options = { ...bearer(token), protocols: ["boardcast.v1"] };
  await using viewer = await connect(`${server.wsUrl}/ws/machines/lisbon/`, options);
  const welcome = await viewer.receive();
  assert.equal(welcome["type"], "$welcome");
  for (const group of ["machines:lisbon", "notices"]) assert.ok(group in welcome["groups"], group);
  assert.equal(welcome["groups"]["machines:lisbon"].offset, 1);
  const replies: Record<string, unknown> = {};
  for (const [ref, group] of [[1, "machine:porto:m1"], [2, "machine:madrid:m1"], [3, "machines:porto"]]) {
    viewer.send({ type: "$join", group, $ref: ref });
  }
  while (Object.keys(replies).length < 3) {
    for (const frame of [await viewer.receive()].flat()) {
      if (typeof frame["ref"] === "number") replies[frame["ref"]] = frame["code"] ?? frame["type"];
    }
  }
  assert.deepEqual(replies, { 1: "$reply", 2: "notAllowed", 3: "notAllowed" });
});

Deno.test("a declared board has history and a description, for those who may watch it", async () => {
  await using server = await start();
  const token = await mintToken(VIEWER);
  for (let n = 1; n <= 3; n++) await publish(server, "machines:lisbon", { type: "alarm", n });
  await publish(server, "machines:lisbon", { type: "cursor", n: 4 });
  const path = "/api/v1/groups/machines:lisbon/history";
  const { body } = await expectStatus(200, server, "GET", path, { token });
  assert.deepEqual(body.publications.map(({ message }: { message: { n: number } }) => message.n), [1, 2, 3]);
  for (const group of ["machines:madrid", "machine:madrid:m1"]) {
    await expectStatus(403, server, "GET", `/api/v1/groups/${group}/history`, { token });
  }
  await expectStatus(401, server, "GET", path);
  const described = await expectStatus(200, server, "GET", "/api/v1/boards/machines", { token });
  assert.deepEqual(described.body.paths, ["/ws/machines/lisbon/", "/ws/machines/porto/"]);
  assert.equal(described.body.view.length, 6);
  assert.deepEqual(described.body.events.reading.schema.required, ["machine", "celsius"]);
  const boards = await expectStatus(200, server, "GET", "/api/v1/boards", {
    headers: { "x-api-key": API_KEY },
  });
  assert.equal(boards.body.boards.at(-1).title, "Machines");
  const plain = await request(server, "GET", "/ws/machines/lisbon/");
  assert.equal(plain.status, 426);
  assert.match(plain.body.error, /over a WebSocket, or with \?transport=sse/);
});

Deno.test("whoever has a role that a declared board names publishes to it, if the message fits", async () => {
  await using server = await start();
  const send = async (claims: Record<string, unknown>, group: string, message: Record<string, unknown>) =>
    await request(server, "POST", "/api/v1/publish", {
      token: await mintToken(claims),
      json: { group, message },
    });
  const teacher = { sub: "tea", role: "teacher" };
  assert.equal((await send(teacher, "notices", { type: "notice" })).status, 200);
  const elsewhere = await send(teacher, "tutoring", { type: "x", data: 1 });
  assert.deepEqual([elsewhere.status, elsewhere.body.error], [
    403,
    'You may not publish to the group "tutoring"',
  ]);
  assert.equal((await send(VIEWER, "notices", { type: "notice" })).status, 403);
  const wrong = await send(teacher, "machines:lisbon", {
    type: "reading",
    machine: "",
    celsius: "hot",
    unit: "C",
  });
  assert.equal(wrong.status, 422);
  assert.deepEqual(
    wrong.body.problems.map(({ path, message }: Record<string, string>) => `${path}: ${message}`).sort(),
    [
      "message.celsius: it must be a number",
      "message.machine: it must not have fewer than 1 characters",
      'message: it may not have "unit"',
    ],
  );
  assert.equal((await send(teacher, "machines:lisbon", { type: "$x" })).status, 422);
  assert.equal((await send(teacher, "machines:lisbon", { type: "readings" })).status, 422);
});

Deno.test("everything that the server describes of itself is closed to declared boards", async () => {
  await using server = await startBoardcast();
  const { body } = await expectStatus(200, server, "GET", "/openapi.json");
  const paths = Object.keys(body.paths).map((path) => path.replaceAll("{", "{p_"));
  assert.ok(paths.length > 30, `${paths.length} paths`);
  const { problems } = await import("./support/declared.ts");
  for (const path of paths) {
    const found = problems(`  m: { path: "${path}", groups: [m], events: { e: {} } }`);
    assert.match(found.join(), /the server itself answers at/, path);
  }
});
