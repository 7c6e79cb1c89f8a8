/** Input that no good client sends: it costs its own connection at most, and a witness on another one never notices. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { ask, eachRow, TIME } from "../support/expect.ts";
import { expectStatus } from "../support/http_client.ts";
import { frame, handshake, openRaw, upgradeRaw } from "../support/raw_socket.ts";
import { connect, type Connection } from "../support/ws_client.ts";

const LIMIT = 65_536;
const KEY = { "x-api-key": API_KEY };

const BOARDS = [
  { name: "dashboard", path: "/ws/dashboard/" },
  { name: "engagement", path: "/api/v1/ws/engagement" },
  { name: "school", path: "/ws/schools/1/dashboard/" },
  { name: "trading", path: "/ws/trading/" },
  { name: "prices", path: "/ws/prices/" },
  { name: "tutoring", path: "/ws/dashboard" },
];

const FRAMES: { name: string; send: string | Uint8Array }[] = [
  { name: "malformed JSON", send: '{"type":' },
  { name: "two JSON values", send: '{"type":"ping"}{"type":"ping"}' },
  { name: "a list of commands", send: '[{"type":"ping"},{"type":"subscribe"}]' },
  { name: "a type that is an object", send: '{"type":{"type":"ping"}}' },
  { name: "a type that is a list", send: '{"type":["ping"],"action":["subscribe"]}' },
  { name: "names of the prototype", send: '{"type":"__proto__","action":"constructor","__proto__":{"a":1}}' },
  { name: "type toString", send: '{"type":"toString","action":"hasOwnProperty"}' },
  { name: "symbols that are no list", send: '{"type":"subscribe","action":"subscribe","symbols":"EURUSD"}' },
  {
    name: "symbols that are no texts",
    send: '{"type":"subscribe","action":"subscribe","symbols":[1,null,{}]}',
  },
  {
    name: "very many symbols",
    send: JSON.stringify({ type: "subscribe", action: "subscribe", symbols: symbols(5_000) }),
  },
  { name: "updates that are no list", send: '{"type":"subscribe","updates":{"a":1}}' },
  { name: "a client_id that is a number", send: '{"type":"subscribe","client_id":1}' },
  { name: "deep nesting", send: "[".repeat(30_000) + "]".repeat(30_000) },
  { name: "deep nesting, never closed", send: '{"a":'.repeat(10_000) },
  { name: "an endless number", send: `{"type":"ping","timestamp":${"9".repeat(5_000)}}` },
  { name: "half a surrogate pair", send: '{"type":"ping","timestamp":"\\ud800"}' },
  { name: "NUL", send: "\0" },
  {
    name: "our own dialect's commands",
    send: '{"type":"$resume","positions":{"tutoring":{"epoch":"x","offset":-1}}}',
  },
  { name: "a long word", send: `{"type":"${"a".repeat(60_000)}"}` },
  { name: "an empty binary frame", send: new Uint8Array() },
  { name: "a binary frame that holds JSON", send: new TextEncoder().encode('{"type":"ping"}') },
  { name: "a binary frame of noise", send: crypto.getRandomValues(new Uint8Array(50_000)) },
];

const TOO_LARGE: { name: string; send: string | Uint8Array }[] = [
  { name: "one byte over the limit", send: "x".repeat(LIMIT + 1) },
  { name: "over the limit in bytes, not in characters", send: "é".repeat(LIMIT / 2 + 1) },
  { name: "a megabyte", send: `{"type":"${"x".repeat(1024 * 1024)}"}` },
  { name: "a binary frame over the limit", send: new Uint8Array(LIMIT + 1) },
];

const INVALID_UTF8 = new Uint8Array([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d]);

const RAW: { name: string; bytes: Uint8Array }[] = [
  { name: "a text of invalid UTF-8", bytes: frame(0x81, INVALID_UTF8) },
  { name: "an encoded surrogate", bytes: frame(0x81, new Uint8Array([0xed, 0xa0, 0x80])) },
  { name: "a frame without a mask", bytes: frame(0x81, '{"type":"ping"}', { masked: false }) },
  { name: "an unknown opcode", bytes: frame(0x83, "x") },
  { name: "an unknown control opcode", bytes: frame(0x8b, "x") },
  { name: "reserved bits", bytes: frame(0xf1, "x") },
  { name: "a continuation of nothing", bytes: frame(0x80, "x") },
  { name: "a fragmented ping", bytes: frame(0x09, "x") },
  { name: "a ping that is too long", bytes: frame(0x89, "x".repeat(200)) },
  { name: "a close of one byte", bytes: frame(0x88, "x") },
  { name: "a close with a forbidden code", bytes: frame(0x88, new Uint8Array([0x03, 0xed])) },
  { name: "a close with a reason of invalid UTF-8", bytes: frame(0x88, new Uint8Array([0x03, 0xe8, 0xff])) },
  {
    name: "a frame that announces 2^62 bytes",
    bytes: new Uint8Array([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
  },
  { name: "half a frame", bytes: frame(0x81, "x".repeat(1_000)).subarray(0, 100) },
  { name: "a text that never ends", bytes: frame(0x01, "x") },
];

const NOT_HTTP: { name: string; bytes: string | Uint8Array }[] = [
  { name: "noise", bytes: crypto.getRandomValues(new Uint8Array(10_000)) },
  { name: "a TLS greeting", bytes: new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]) },
  { name: "half a request", bytes: "GET /ws/dashboard HTTP/1.1\r\nHost: x\r\nUpgr" },
  { name: "nothing", bytes: "" },
  {
    name: "a very long header",
    bytes: `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(1024 * 1024)}\r\n\r\n`,
  },
];

function symbols(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `S${index}`);
}

/** Large publications for everyone on the trading board. */
function trades(first: number, count: number): unknown[] {
  const trade = { pair: "EURUSD", order_type: "BUY", entry_price: 1, note: "x".repeat(50_000) };
  return Array.from({ length: count }, (_, index) => ({
    group: "trading_updates",
    message: { type: "trade_execution", trade: { ...trade, id: first + index } },
  }));
}

async function open(server: RunningBoardcast, path: string): Promise<Connection> {
  const claims = { sub: "h", user_id: 1, role: "msp_user", msp_id: "m", schools: { 1: "school_owner" } };
  return await connect(server.wsUrl + path, {
    headers: { authorization: `Bearer ${await mintToken(claims)}` },
  });
}

async function openWitness(server: RunningBoardcast): Promise<Connection> {
  const witness = await connect(`${server.wsUrl}/ws/trading/`);
  await witness.receive();
  return witness;
}

async function isUnharmed(witness: Connection): Promise<void> {
  await ask(witness, { type: "ping" }, { type: "pong", timestamp: TIME });
}

Deno.test("hostile: frames on every board", async (t) => {
  await using server = await startBoardcast();
  await using witness = await openWitness(server);

  await eachRow(t, BOARDS, async ({ path }) => {
    for (const { send } of FRAMES) {
      await using connection = await open(server, path);
      connection.send(send);
      const { code } = await connection.close();
      assert.equal(code, 1000, `${path} after ${String(send).slice(0, 80)}`);
      await isUnharmed(witness);
    }
  });
});

Deno.test("hostile: frames over the limit", async (t) => {
  await using server = await startBoardcast();
  await using witness = await openWitness(server);

  await eachRow(t, BOARDS, async ({ path }) => {
    for (const { name, send } of TOO_LARGE) {
      await using connection = await open(server, path);
      connection.send(send);
      assert.equal((await connection.ended()).code, 4413, `${path} after ${name}`);
      await isUnharmed(witness);
    }
  });
  await t.step("a frame of exactly the limit is read", async () => {
    await using connection = await openWitness(server);
    const empty = JSON.stringify({ type: "ping", padding: "" });
    connection.send({ type: "ping", padding: "x".repeat(LIMIT - empty.length) });
    assert.equal((await connection.receive()).type, "pong");
  });
  await t.step("a burst of a hundred commands is not too many", async () => {
    await using connection = await openWitness(server);
    for (let count = 0; count < 100; count++) connection.send({ type: "ping" });
    for (let count = 0; count < 100; count++) assert.equal((await connection.receive()).type, "pong");
  });
  await t.step("too many commands a second", async () => {
    await using connection = await openWitness(server);
    for (let count = 0; count < 400; count++) connection.send({ type: "ping" });
    assert.equal((await connection.ended()).code, 4029);
    await isUnharmed(witness);
  });
  await t.step("a flood that does not stop at the close", async () => {
    await using connection = await openWitness(server);
    for (let count = 0; count < 20_000; count++) connection.send({ type: "ping" });
    // Whether the close frame gets through to a peer that is still writing is up to TCP.
    assert.ok([4029, 1006].includes((await connection.ended()).code));
    await isUnharmed(witness);
  });
});

Deno.test("hostile: bytes on a raw socket", async (t) => {
  await using server = await startBoardcast();
  await using witness = await openWitness(server);

  await eachRow(t, RAW, async ({ bytes }) => {
    for (const path of ["/ws/dashboard", "/ws/trading/", "/ws/prices/"]) {
      using socket = await upgradeRaw(server, path);
      await socket.write(bytes);
      await socket.finish();
      await isUnharmed(witness);
    }
  });
  await eachRow(t, NOT_HTTP, async ({ bytes }) => {
    using socket = await openRaw(server);
    await socket.write(bytes);
    await socket.finish();
    await isUnharmed(witness);
  });
  await t.step("a cut right after the handshake", async () => {
    for (let count = 0; count < 20; count++) {
      using socket = await openRaw(server);
      await socket.write(handshake(server, "/ws/dashboard"));
    }
    await isUnharmed(witness);
  });
  await t.step("a peer that never reads keeps nobody waiting", async () => {
    using _deaf = await upgradeRaw(server, "/ws/trading/");
    for (let id = 0; id < 300; id += 10) {
      await expectStatus(200, server, "POST", "/api/v1/publish", { headers: KEY, json: trades(id, 10) });
    }
    for (let id = 0; id < 300; id++) assert.equal((await witness.receive()).trade.id, id);
    await isUnharmed(witness);
  });
  await t.step("a message in fragments is one message", async () => {
    using socket = await upgradeRaw(server, "/ws/trading/");
    await socket.write(frame(0x01, '{"type":'));
    await socket.write(frame(0x89, "between"));
    await socket.write(frame(0x80, '"ping"}'));
    await socket.readUntil('"pong"');
  });
  await t.step("fragments together over the limit", async () => {
    using socket = await upgradeRaw(server, "/ws/trading/");
    await socket.write(frame(0x01, "x".repeat(60_000)));
    await socket.write(frame(0x00, "x".repeat(60_000)));
    await socket.write(frame(0x80, "x"));
    await socket.readUntil(String.fromCharCode(4413 >> 8, 4413 & 255));
    await isUnharmed(witness);
  });
});
