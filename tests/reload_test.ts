/** SIGHUP: boards come, go and change while viewers are connected, and nobody loses more than they must. */
import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { mintToken, startBoardcast } from "./support/boardcast.ts";
import { ConfigFolder, reload, reloadWith } from "./support/configured.ts";
import { openStream } from "./support/event_stream_client.ts";
import { eventually } from "./support/expect.ts";
import { publish, request } from "./support/http_client.ts";
import { Viewer } from "./support/viewer.ts";
import { connect, type Frame, refused } from "./support/ws_client.ts";

/** A board at `/ws/<name>/` with one group of its name, and what is `more`. */
function board(name: string, more: Frame = {}): string {
  return `  ${name}: ${
    JSON.stringify({
      path: `/ws/${name}/`,
      access: { open: true },
      groups: [name],
      events: { entry: { keep: 1000 } },
      ...more,
    })
  }\n`;
}

const file = (...boards: string[]) => `boards:\n${boards.join("")}`;
const entry = (n: number) => ({ type: "entry", n });
const isEntry = (n: number) => (frame: Frame) => frame["n"] === n;

Deno.test("a new board appears, and who watches another one goes on as before", async () => {
  await using folder = await ConfigFolder.with(file(board("old")));
  await using server = await folder.serve();
  await using viewer = await Viewer.open(server, "/ws/old/");
  await using plain = await connect(`${server.wsUrl}/ws/old/`);
  await publish(server, "old", entry(1));
  await viewer.next(isEntry(1));
  assert.equal(await refused(`${server.wsUrl}/ws/new/`), 403);
  await reloadWith(server, folder, file(board("new", { title: "New" }), board("old")));

  await using newcomer = await Viewer.open(server, "/ws/new/");
  await publish(server, "new", entry(10));
  assert.equal((await newcomer.next(isEntry(10)))["$offset"], 1);
  const { body } = await request(server, "GET", "/api/v1/boards/new");
  assert.deepEqual([body.title, body.paths], ["New", ["/ws/new/"]]);
  await publish(server, "old", entry(2));
  assert.deepEqual((await viewer.next(isEntry(2)))["$offset"], 2);
  assert.deepEqual([(await plain.receive())["n"], (await plain.receive())["n"]], [1, 2]);
  assert.equal(viewer.seen.filter(({ type }) => type === "$welcome").length, 1, "the same connection");
});

Deno.test("who watches a board that is gone is closed with 4404, and nobody else", async () => {
  await using folder = await ConfigFolder.with(file(board("stays"), board("goes")));
  await using server = await folder.serve();
  await using stays = await Viewer.open(server, "/ws/stays/");
  await using builtin = await Viewer.open(server, "/ws/trading/");
  await using goes = await Viewer.open(server, "/ws/goes/");
  await using plain = await connect(`${server.wsUrl}/ws/goes/`);
  await using stream = await openStream(`${server.url}/ws/goes/`);
  await Promise.all([goes.rest(), stream.receive()]);
  await reloadWith(server, folder, file(board("stays")));
  assert.equal((await goes.ended()).code, 4404);
  assert.equal((await plain.ended()).code, 4404);
  const events = await stream.receiveUntil(({ code }) => code === 4404);
  assert.equal(events.at(-1)!.event, "$close");
  for (const viewer of [stays, builtin]) await viewer.rest();
  assert.equal(await refused(`${server.wsUrl}/ws/goes/`), 403);
  assert.equal((await request(server, "GET", "/api/v1/groups/goes")).status, 404);
});

Deno.test("whoever may not watch any more is closed, and who may stays", async () => {
  await using folder = await ConfigFolder.with(file(board("room")));
  await using server = await folder.serve();
  await using nobody = await Viewer.open(server, "/ws/room/");
  await using student = await Viewer.open(server, "/ws/room/", { claims: { sub: "1", role: "student" } });
  await using teacher = await Viewer.open(server, "/ws/room/", { claims: { sub: "2", role: "teacher" } });
  await using plain = await connect(`${server.wsUrl}/ws/room/`, {
    headers: { authorization: `Bearer ${await mintToken({ sub: "3", role: "student" })}` },
  });
  for (const viewer of [nobody, student, teacher]) await viewer.rest();
  await reloadWith(server, folder, file(board("room", { access: { roles: ["teacher"] } })));
  assert.deepEqual(
    await Promise.all([nobody, student, plain].map(async (viewer) => (await viewer.ended()).code)),
    [4401, 4403, 4403],
  );
  await publish(server, "room", entry(1));
  await teacher.next(isEntry(1));
  await reloadWith(server, folder, file(board("room")));
  await publish(server, "room", entry(2));
  await teacher.next(isEntry(2));
  await using again = await Viewer.open(server, "/ws/room/");
  await again.next(isEntry(2));
});

Deno.test("a viewer whose groups have changed reconnects (4002) and is in the new ones", async () => {
  const joinable = (name: string) => ({ name, join: true });
  await using folder = await ConfigFolder.with(
    file(board("room", { groups: ["room", joinable("a:{n}")] })),
  );
  await using server = await folder.serve();
  await using sits = await Viewer.open(server, "/ws/room/");
  await using joined = await Viewer.open(server, "/ws/room/", { joins: ["a:1"] });
  for (const viewer of [sits, joined]) await viewer.rest();

  await reloadWith(server, folder, file(board("room", { groups: ["room", joinable("b:{n}")] })));
  assert.equal((await joined.ended()).code, 4002, "what it had joined cannot be joined any more");
  await publish(server, "room", entry(1));
  await sits.next(isEntry(1));

  await reloadWith(server, folder, file(board("room", { groups: ["hall"] })));
  assert.equal((await sits.ended()).code, 4002);
  await using again = await Viewer.open(server, "/ws/room/");
  assert.deepEqual(Object.keys((await again.nextOf("$welcome"))["groups"]), ["hall"]);
});

Deno.test("nobody slips in during a reload whose token took long to be checked", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const token = await new SignJWT({ sub: "1", exp: Date.now() / 1000 + 3600 | 0 })
    .setProtectedHeader({ alg: "ES256" }).sign(privateKey);
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  await using keys = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    asked.resolve();
    return answer.promise;
  });
  const tokens = `tokens: {algorithms: [HS256, ES256], jwksUrl: "http://127.0.0.1:${keys.addr.port}/"}\n`;
  await using folder = await ConfigFolder.with(tokens + file(board("stays"), board("goes")));
  await using server = await folder.serve();
  const opening = connect(`${server.wsUrl}/ws/goes/`, {
    headers: { authorization: `Bearer ${token}` },
    protocols: ["boardcast.v1"],
  });
  await asked.promise;
  await reloadWith(server, folder, tokens + file(board("stays")));
  answer.resolve(Response.json({ keys: [await exportJWK(publicKey)] }));
  await using viewer = await opening;
  assert.equal((await viewer.ended()).code, 4404);
});

Deno.test("what is published during reloads is kept, and comes in order over the same connection", async () => {
  await using folder = await ConfigFolder.with(file(board("room")));
  await using server = await folder.serve({ data: folder.data });
  await using viewer = await Viewer.open(server, "/ws/room/");
  const offsets: number[] = [];
  let isOver = false;
  const producers = [0, 1, 2].map(async () => {
    while (!isOver) offsets.push((await publish(server, "room", entry(0))).offset!);
  });
  for (let round = 1; round <= 8; round++) {
    const keep = round % 2 ? "24h" : 100_000;
    await reloadWith(server, folder, file(board("room", { events: { entry: { keep }, [`e${round}`]: {} } })));
  }
  isOver = true;
  await Promise.all(producers);
  const all = offsets.toSorted((a, b) => a - b);
  assert.deepEqual(all, all.map((_, at) => at + 1), "every offset was given out once");
  await viewer.client.until(() => viewer.seen.at(-1)?.["$offset"] === all.length);
  const told = viewer.seen.map((frame) => frame["$offset"]).filter((offset) => offset !== undefined);
  assert.deepEqual(told, all);
  await using newcomer = await Viewer.open(server, "/ws/room/");
  const kept = (await newcomer.rest()).filter((frame) => frame["$offset"]);
  assert.equal(kept.length, all.length);
});

Deno.test("several SIGHUPs at once end with what the file says last", async () => {
  await using folder = await ConfigFolder.with(file(board("first")));
  await using server = await folder.serve();
  await using viewer = await Viewer.open(server, "/ws/first/");
  await viewer.rest();
  for (let n = 0; n < 20; n++) {
    await folder.write(file(board("first"), board(`n${n}`)));
    Deno.kill(server.pid, "SIGHUP");
  }
  await eventually(
    async () => (await request(server, "GET", "/api/v1/boards/n19")).status,
    (status) => status === 200,
  );
  await reload(server);
  assert.equal((await request(server, "GET", "/api/v1/boards/n18")).status, 404);
  await publish(server, "first", entry(1));
  await viewer.next(isEntry(1));
});

Deno.test("a server without a configuration file survives SIGHUP", async () => {
  await using server = await startBoardcast();
  await using viewer = await Viewer.open(server, "/ws/trading/");
  await viewer.rest();
  assert.equal(await reload(server), "Reloaded the declared boards: nothing has changed\n");
  await publish(server, "trading_updates", { type: "signal_alert", signal: {} });
  await viewer.nextOf("signal_alert");
});

Deno.test("promises and presence that are switched on reach who is connected", async () => {
  const open = board("room", { events: { entry: { keep: 10 }, beat: { keep: 1 } } });
  await using folder = await ConfigFolder.with(file(open));
  await using server = await folder.serve();
  await using ann = await Viewer.open(server, "/ws/room/", { claims: { sub: "ann", name: "Ann" } });
  await using bob = await Viewer.open(server, "/ws/room/", { claims: { sub: "bob", name: "Bob" } });
  await publish(server, "room", entry(1));
  await bob.next(isEntry(1));
  const promised = { entry: { keep: 10, every: "1h" }, beat: { keep: 1, every: "1h" } };
  const groups = [{ name: "room", presence: true }];
  await reloadWith(server, folder, file(board("room", { events: promised, groups })));

  for (const viewer of [ann, bob]) {
    const { people } = await viewer.nextOf("$presence");
    assert.deepEqual(people.map(({ subject }: Frame) => subject), ["ann", "bob"]);
    const told = [await viewer.nextOf("$freshness"), await viewer.nextOf("$freshness")];
    assert.deepEqual(told.map(({ event, status }) => [event, status]), [["entry", "fresh"], [
      "beat",
      "silent",
    ]]);
  }
  await publish(server, "room", { type: "beat" });
  assert.equal((await ann.nextOf("$freshness"))["status"], "fresh");
  await using cyd = await Viewer.open(server, "/ws/room/", { claims: { sub: "cyd" } });
  assert.equal((await cyd.nextOf("$welcome"))["freshness"].length, 2);
  const joined = (frame: Frame) => frame["joined"]?.some(({ subject }: Frame) => subject === "cyd");
  await ann.next(joined);

  await reloadWith(server, folder, file(open));
  await bob.rest();
  await publish(server, "room", { type: "beat" });
  const quiet = await bob.rest();
  assert.deepEqual(quiet.map(({ type }) => type), ["beat"], "neither is told any more");
  await using dan = await Viewer.open(server, "/ws/room/");
  assert.deepEqual((await dan.nextOf("$welcome"))["freshness"], []);
});
