/** Streams whose viewers read slowly or not at all. */
import assert from "node:assert/strict";
import { API_KEY, type RunningBoardcast, startBoardcast } from "./support/boardcast.ts";
import { openStream, parseEvents } from "./support/event_stream_client.ts";
import { expectStatus } from "./support/http_client.ts";
import { handshake, openRaw, type RawSocket } from "./support/raw_socket.ts";

const BOARD = "/ws/trading/";
const PAD = "x".repeat(60_000);
/** 9 MB: more than the kernel keeps for a peer that does not read. */
const SIGNALS = 150;
const AT_ONCE = 10;

async function publish(server: RunningBoardcast, from: number): Promise<void> {
  const json = Array.from({ length: AT_ONCE }, (_, at) => ({
    group: "trading_updates",
    message: { type: "signal_alert", signal: { n: from + at, pad: PAD } },
  }));
  await expectStatus(200, server, "POST", "/api/v1/publish", { headers: { "x-api-key": API_KEY }, json });
}

async function publishAll(server: RunningBoardcast): Promise<void> {
  for (let from = 0; from < SIGNALS; from += AT_ONCE) await publish(server, from);
}

function streamRequest({ port }: RunningBoardcast): string {
  return `GET ${BOARD}?transport=sse HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
}

/** A viewer that reads the head of the answer and then nothing. */
async function openUnread(server: RunningBoardcast): Promise<RawSocket> {
  const socket = await openRaw(server);
  await socket.write(streamRequest(server));
  assert.match(await socket.readUntil("\n\n"), /^HTTP\/1\.1 200 /);
  return socket;
}

/** The payload of an answer in chunks (RFC 9112, section 7.1). */
function payload(answer: string): string {
  const parts: string[] = [];
  let at = answer.indexOf("\r\n\r\n") + 4;
  for (let size = NaN; size !== 0;) {
    const lineEnd = answer.indexOf("\r\n", at);
    if (lineEnd === -1) break;
    size = parseInt(answer.slice(at, lineEnd), 16);
    parts.push(answer.slice(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return parts.join("");
}

/** The numbers of the signals, also of those in an event that is still under way. */
function numbersOf(answer: string): number[] {
  return [...payload(answer).matchAll(/"n":(\d+),/g)].map(([, n]) => Number(n));
}

async function members(server: RunningBoardcast): Promise<number> {
  const options = { headers: { "x-api-key": API_KEY } };
  const { body } = await expectStatus(200, server, "GET", "/api/v1/groups/trading_updates", options);
  return body.members;
}

Deno.test("a stream that was not read is caught up: every log entry in order", async () => {
  await using server = await startBoardcast();
  using slow = await openUnread(server);
  await publishAll(server);
  const answer = await slow.readUntil(`"n":${SIGNALS - 1},`);
  assert.deepEqual(numbersOf(answer), Array.from({ length: SIGNALS }, (_, n) => n));
});

Deno.test("a stream that is never read leaves its groups after limits.slowMs, and reads why", async () => {
  await using server = await startBoardcast({ env: { BOARDCAST_LIMITS_SLOW_MS: "500" } });
  await using healthy = await openStream(server.url + BOARD);
  using stuck = await openUnread(server);
  await publishAll(server);
  await healthy.receiveUntil(({ signal }) => signal?.n === SIGNALS - 1);
  const deadline = Date.now() + 4_000;
  while (await members(server) > 1) assert.ok(Date.now() < deadline, "the stuck viewer is still a member");
  const closing = parseEvents(
    payload(await stuck.readUntil('{"code":4008,').then(() => stuck.readUntil("\r\n0\r\n"))),
  );
  assert.equal(closing.at(-1)!.event, "$close");
});

for (
  const [peer, request] of [
    ["a stream", (server: RunningBoardcast) => streamRequest(server)],
    ["a WebSocket", (server: RunningBoardcast) => handshake(server, BOARD)],
  ] as const
) {
  Deno.test(`a server with ${peer} that is never read stops all the same`, async () => {
    await using server = await startBoardcast();
    // Unlike a socket of openRaw() it stays as long as the test.
    using stuck = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await stuck.write(new TextEncoder().encode(request(server)));
    assert.ok(await stuck.read(new Uint8Array(1024)));
    await publishAll(server);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error("The server has not stopped within 8 s")), 8_000);
    const stopped = Promise.race([server.stop("SIGTERM"), late.promise]);
    assert.equal((await stopped.finally(() => clearTimeout(timer))).code, 0);
  });
}
