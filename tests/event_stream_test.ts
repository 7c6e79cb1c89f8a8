/** A board as server-sent events: the frames of `boardcast.v1` for networks that break WebSockets. */
import assert from "node:assert/strict";
import { addUser, createDataFolder, signIn } from "./support/accounts.ts";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { type EventStreamClient, openStream, type StreamEvent } from "./support/event_stream_client.ts";
import { expectStatus, request } from "./support/http_client.ts";
import { connect, type Frame } from "./support/ws_client.ts";

const BOARD = "/ws/trading/";
const GROUP = "trading_updates";

/** Publishes signals number `from` to `to`, all in one turn. */
async function publish(server: RunningBoardcast, from: number, to: number, pad = ""): Promise<void> {
  const json = numbers(from, to).map((n) => ({
    group: GROUP,
    message: { type: "signal_alert", signal: { n, pad } },
  }));
  await expectStatus(200, server, "POST", "/api/v1/publish", { headers: { "x-api-key": API_KEY }, json });
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function signalsOf(events: readonly StreamEvent[]): number[] {
  const frames = events.flatMap(({ frames }) => frames);
  return frames.filter(({ type }) => type === "signal_alert").map(({ signal }) => signal.n);
}

const isSignal = (n: number) => (frame: Frame) => frame["signal"]?.n === n;
const isResumed = ({ type, group }: Frame) => type === "$resumed" && group === GROUP;

/** The event that ends `stream`, after what was under way. */
async function closingOf(stream: EventStreamClient): Promise<StreamEvent> {
  let event = await stream.receive();
  while (event.event !== "$close") event = await stream.receive();
  return event;
}

async function members(server: RunningBoardcast): Promise<number> {
  const options = { headers: { "x-api-key": API_KEY } };
  return (await expectStatus(200, server, "GET", `/api/v1/groups/${GROUP}`, options)).body.members;
}

/** Asks for a stream that is refused, and so ends at once. */
function ask(server: RunningBoardcast, path: string, headers: Record<string, string> = {}, method = "GET") {
  return request(server, method, `${path}${path.includes("?") ? "&" : "?"}transport=sse`, { headers });
}

Deno.test("a stream has the same frames as a WebSocket of boardcast.v1, the welcome first", async () => {
  await using server = await startBoardcast();
  await publish(server, 1, 3);
  await using socket = await connect(server.wsUrl + BOARD, { protocols: ["boardcast.v1"] });
  await using stream = await openStream(server.url + BOARD);
  const [welcome] = (await stream.receive()).frames;
  const { connection, ...told } = await socket.receive();
  assert.deepEqual({ ...welcome, connection }, { ...told, connection });
  assert.equal(welcome!.type, "$welcome");
  assert.notEqual(welcome!.connection, connection);

  const caughtUp = await stream.receiveUntil(isResumed);
  assert.deepEqual(signalsOf(caughtUp), [1, 2, 3]);
  for (const { frames } of caughtUp) assert.deepEqual(frames, [await socket.receive()].flat());
  for (const [from, to] of [[4, 4], [5, 8]] as const) {
    await publish(server, from, to);
    const event = await stream.receive();
    assert.deepEqual(signalsOf([event]), numbers(from, to));
    assert.deepEqual(event.frames, [await socket.receive()].flat());
  }
});

/** Publishes signals 1 to 17, far too much for one frame; all events of a stream that is there. */
async function publishMuch(server: RunningBoardcast): Promise<StreamEvent[]> {
  await using stream = await openStream(server.url + BOARD);
  const seen = await stream.receiveUntil(isResumed);
  await publish(server, 1, 1);
  await publish(server, 2, 5);
  await publish(server, 6, 17, "x".repeat(60_000));
  return [...seen, ...await stream.receiveUntil(isSignal(17))];
}

Deno.test("a stream resumes after any of its events: nothing twice, nothing lost", async () => {
  await using server = await startBoardcast();
  const resume = async ({ lastEventId }: StreamEvent, expected: readonly number[]) => {
    await using stream = await openStream(server.url + BOARD, { lastEventId });
    const caughtUp = await stream.receiveUntil(expected.length === 0 ? isResumed : isSignal(17));
    assert.equal(caughtUp[0]!.frames[0]!.type, "$welcome");
    assert.deepEqual(signalsOf(caughtUp), expected, `after ${lastEventId}`);
    return caughtUp;
  };
  const seen = await publishMuch(server);
  assert.ok(seen.length > 5, `${seen.length} events`);
  for (const [at, event] of seen.entries()) {
    const caughtUp = await resume(event, signalsOf(seen.slice(at + 1)));
    for (const [at, event] of caughtUp.entries()) await resume(event, signalsOf(caughtUp.slice(at + 1)));
  }
});

Deno.test("a stream that resumes is told once from where to where, however long it takes", async () => {
  await using server = await startBoardcast();
  const seen = await publishMuch(server);
  for (const { lastEventId } of seen.slice(2)) {
    await using stream = await openStream(server.url + BOARD, { lastEventId });
    const caughtUp = await stream.receiveUntil(isResumed);
    const { from, to } = caughtUp.flatMap(({ frames }) => frames).find(isResumed)!;
    assert.deepEqual({ from, to }, { from: JSON.parse(lastEventId)[GROUP].offset, to: 17 });
  }
});

Deno.test("a stream goes on live after it has resumed", async () => {
  await using server = await startBoardcast();
  let lastEventId: string;
  {
    await using stream = await openStream(server.url + BOARD);
    await stream.receiveUntil(isResumed);
    await publish(server, 1, 1);
    ({ lastEventId } = await stream.receive());
  }
  await publish(server, 2, 2);
  // What the browser remembers is newer than the address that it goes back to.
  const path = `${BOARD}?resume=${encodeURIComponent(`{"${GROUP}":{"epoch":"other","offset":0}}`)}`;
  await using stream = await openStream(server.url + path, { lastEventId });
  const events = await stream.receiveUntil(isResumed);
  await publish(server, 3, 3);
  events.push(...await stream.receiveUntil(isSignal(3)));
  assert.deepEqual(signalsOf(events), [2, 3]);
});

Deno.test("a stream says what was trimmed while nobody read it", async () => {
  await using server = await startBoardcast();
  let lastEventId: string;
  {
    await using stream = await openStream(server.url + BOARD);
    await stream.receiveUntil(isResumed);
    await publish(server, 1, 1);
    ({ lastEventId } = await stream.receive());
  }
  await publish(server, 2, 251);
  await using stream = await openStream(server.url + BOARD, { lastEventId });
  const events = await stream.receiveUntil(isResumed);
  const gaps = events.flatMap(({ frames }) => frames).filter(({ type }) => type === "$gap");
  assert.deepEqual(gaps.map(({ group, from, to, cause }) => ({ group, from, to, cause })), [
    { group: GROUP, from: 2, to: 51, cause: "trimmed" },
  ]);
  assert.deepEqual(signalsOf(events), numbers(52, 251));
});

Deno.test("a stream is refused by HTTP status, with a reason in JSON", async () => {
  await using server = await startBoardcast({ env: { BOARDCAST_LIMITS_CONNECTIONS: "1" } });
  const client = "/api/v1/ws/client/9b1d0c86-0a3f-4b0e-9d55-6a8f4f0f0001/engagement";
  const viewer = { authorization: `Bearer ${await mintToken({ sub: "ann", role: "viewer" })}` };
  const refused = async (status: number, path: string, headers: Record<string, string> = {}) => {
    const answer = await ask(server, path, headers);
    assert.equal(answer.status, status, `${path} ${JSON.stringify(answer.body)}`);
    assert.match(answer.headers.get("content-type")!, /^application\/json/);
    assert.equal(typeof answer.body.error, "string");
    return answer.headers;
  };
  await refused(401, BOARD, { authorization: "Bearer rubbish" });
  await refused(401, `${BOARD}?token=rubbish`);
  await refused(401, "/ws/dashboard/");
  await refused(403, client, viewer);
  await refused(404, "/ws/nothing/");
  await refused(404, "/ws/trading");
  await using _stream = await openStream(server.url + BOARD);
  assert.ok(Number((await refused(503, BOARD)).get("retry-after")) > 0);
});

Deno.test("only GET opens a stream", async () => {
  await using server = await startBoardcast();
  for (const method of ["HEAD", "POST", "OPTIONS"]) {
    const { status, headers } = await ask(server, BOARD, {}, method);
    assert.ok(status >= 400, `${method} was answered ${status}`);
    assert.doesNotMatch(headers.get("content-type") ?? "", /event-stream/);
  }
  assert.equal(await members(server), 0);
});

Deno.test("a stream by cookie must come from an own page", async () => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "viewer");
  await using server = await startBoardcast({ data: data.path });
  const { cookie } = await signIn(server, "ann");
  for (
    const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {
      "sec-fetch-site": "cross-site",
    }]
  ) {
    assert.equal((await ask(server, BOARD, { cookie, ...headers })).status, 403, JSON.stringify(headers));
  }
  for (const headers of [{}, { origin: server.url }, { "sec-fetch-site": "same-origin" }]) {
    await using stream = await openStream(server.url + BOARD, { headers: { cookie, ...headers } });
    assert.equal((await stream.receive()).frames[0]!.identity.subject, "ann");
  }
});

Deno.test("a logout ends a stream with 4401 within a second", async () => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "viewer");
  await using server = await startBoardcast({ data: data.path });
  const headers = await signIn(server, "ann");
  await using stream = await openStream(server.url + BOARD, { headers });
  await stream.receiveUntil(isResumed);
  await request(server, "POST", "/auth/logout/", { headers: { ...headers, origin: server.url } });
  const loggedOut = performance.now();
  const closing = await closingOf(stream);
  assert.ok(performance.now() - loggedOut < 1_000);
  assert.equal(closing.frames[0]!.code, 4401);
  await assert.rejects(stream.receive(1_000), /has ended/);
  assert.equal((await ask(server, BOARD, headers)).status, 401);
});

Deno.test("a server that stops tells its streams to come back", async () => {
  await using server = await startBoardcast();
  await using stream = await openStream(server.url + BOARD);
  await stream.receiveUntil(isResumed);
  const stopped = server.stop("SIGTERM");
  assert.equal((await closingOf(stream)).frames[0]!.code, 4001);
  assert.equal((await stopped).code, 0);
});

Deno.test("a stream whose viewer goes away leaves its groups", async () => {
  await using server = await startBoardcast();
  {
    await using stream = await openStream(server.url + BOARD);
    await stream.receive();
    assert.equal(await members(server), 1);
  }
  const deadline = Date.now() + 5_000;
  while (await members(server) > 0) assert.ok(Date.now() < deadline, "it is still a member");
});
