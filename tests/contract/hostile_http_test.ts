/** Requests that no good client sends: each has a clear answer below 500, and a connected viewer never notices. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { ask, eachRow, TIME } from "../support/expect.ts";
import { expectStatus, request } from "../support/http_client.ts";
import { openRaw } from "../support/raw_socket.ts";
import { connect, type Connection } from "../support/ws_client.ts";

const KEY = { "x-api-key": API_KEY };
const CLIENT = "9b1d7c52-3f2a-4c5e-8a10-1b2c3d4e0001";

const PATHS = [
  "/nothing",
  "/%",
  "/%00",
  "/%ff%fe",
  "/%c0%ae%c0%ae/",
  "/../../etc/passwd",
  "/static/../main.ts",
  "/static/../../deno.json",
  "/static/%2e%2e/deno.json",
  "/static/..%2f..%2fdeno.json",
  "/static/..%5c..%5cdeno.json",
  "/static//etc/passwd",
  "/static/%00",
  "/static/",
  "/static",
  "/api/v1/groups/%ff/history",
  "/api/v1/groups/__proto__",
  "/api/v1/boards/constructor",
  "/api/accounts/schools/1e3/metrics/",
  "/api/accounts/schools/99999999999999999999999/metrics/",
  "/api/paper-trading/trades/NaN/",
  `/${"a".repeat(8_000)}`,
  `/${"a/".repeat(4_000)}`,
  "/?" + "a=1&".repeat(1_500),
].map((path) => ({ name: path.slice(0, 60), path }));

const METHODS = [
  { method: "GET", path: "/api/v1/publish", allow: "POST" },
  { method: "DELETE", path: "/api/v1/publish", allow: "POST" },
  { method: "PATCH", path: "/api/v1/publish", allow: "POST" },
  { method: "POST", path: "/health", allow: "GET" },
  { method: "DELETE", path: "/ws/status", allow: "GET" },
  { method: "POST", path: "/api/v1/ws/stats", allow: "GET" },
  { method: "PUT", path: "/login/", allow: "POST" },
  { method: "DELETE", path: "/api/auth/login/", allow: "POST" },
  { method: "POST", path: "/openapi.json", allow: "GET" },
  { method: "GET", path: "/api/alerts/1/resolve", allow: "POST" },
  { method: "POST", path: "/api/interventions/1", allow: "PATCH" },
  { method: "GET", path: `/api/v1/clients/${CLIENT}/interactions/increment`, allow: "POST" },
  { method: "DELETE", path: "/api/accounts/schools/1/invitations/", allow: "POST" },
].map((row) => ({ name: `${row.method} ${row.path}`, ...row }));

const WRITES = [
  "/api/v1/publish",
  "/api/auth/login/",
  "/api/auth/token/refresh/",
  "/api/v1/auth/login",
  `/api/v1/clients/${CLIENT}/interactions/increment`,
  "/api/accounts/schools/1/invitations/",
  "/api/accounts/schools/1/classes/",
  "/api/paper-trading/trades/execute/",
].map((path) => ({ name: path, path }));

const BODIES: { name: string; text: string; type?: string; statuses: number[] }[] = [
  { name: "malformed JSON", text: "{oops", statuses: [400] },
  { name: "an empty body", text: "", statuses: [400, 422] },
  { name: "null", text: "null", statuses: [400, 422] },
  { name: "a list", text: "[]", statuses: [200, 400, 422] },
  { name: "a number", text: "1", statuses: [400, 422] },
  { name: "deep nesting", text: "[".repeat(100_000) + "]".repeat(100_000), statuses: [400, 413, 422] },
  { name: "deep nesting, never closed", text: '{"a":'.repeat(100_000), statuses: [400, 413] },
  { name: "the prototype", text: '{"__proto__":{"group":"tutoring","message":{}}}', statuses: [400, 422] },
  { name: "XML", text: "<a/>", type: "application/xml", statuses: [400, 415, 422] },
  { name: "a body over the limit", text: JSON.stringify({ a: "x".repeat(2_000_000) }), statuses: [413] },
];

async function authorization(): Promise<Record<string, string>> {
  const claims = { sub: "h", user_id: 1, role: "admin", schools: { 1: "school_owner" } };
  return { authorization: `Bearer ${await mintToken(claims)}` };
}

async function openWitness(server: RunningBoardcast): Promise<Connection> {
  const witness = await connect(`${server.wsUrl}/ws/trading/`);
  await witness.receive();
  return witness;
}

async function isUnharmed(witness: Connection): Promise<void> {
  await ask(witness, { type: "ping" }, { type: "pong", timestamp: TIME });
}

/** The status of a request line that `fetch` would tidy up first. */
async function rawStatus(server: RunningBoardcast, path: string): Promise<[number, string]> {
  using socket = await openRaw(server);
  await socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${API_KEY}\r\nConnection: close\r\n\r\n`);
  const answer = await socket.readToEnd();
  return [Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]), answer];
}

Deno.test("hostile: absurd paths", async (t) => {
  await using server = await startBoardcast();
  await using witness = await openWitness(server);

  await eachRow(t, PATHS, async ({ path }) => {
    const [status, answer] = await rawStatus(server, path);
    const fine = path.startsWith("/?") ? [302, 414, 431] : [400, 401, 403, 404, 414, 431];
    assert.ok(fine.includes(status), `GET ${path.slice(0, 100)} was answered ${answer.slice(0, 300)}`);
    assert.ok(!/root:|"imports"|import \{/.test(answer), `GET ${path} gave a file away`);
    await isUnharmed(witness);
  });
  await t.step("an unknown route has a JSON error", async () => {
    const { body } = await expectStatus(404, server, "GET", "/api/v1/nothing");
    assert.equal(typeof body.error, "string");
  });
});

Deno.test("hostile: wrong methods", async (t) => {
  await using server = await startBoardcast();
  const headers = await authorization();

  await eachRow(t, METHODS, async ({ method, path, allow }) => {
    const answer = await expectStatus(405, server, method, path, { headers });
    const allowed = answer.headers.get("allow") ?? "";
    assert.ok(allowed.split(/, */).includes(allow), `Allow: ${allowed}`);
  });
  await t.step("a method that does not exist", async () => {
    using socket = await openRaw(server);
    await socket.write("DANCE /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert.match(await socket.readToEnd(), /^HTTP\/1\.1 (400|405|501) /);
  });
});

Deno.test("hostile: bodies", async (t) => {
  await using server = await startBoardcast();
  await using witness = await openWitness(server);
  const headers = await authorization();

  await eachRow(t, WRITES, async ({ path }) => {
    for (const { name, text, type = "application/json", statuses } of BODIES) {
      const options = { headers: { ...headers, "content-type": type }, text };
      const { status, body } = await request(server, "POST", path, options);
      // An unknown client or application may be told before the body is looked at.
      const fine = path.endsWith("increment") ? [...statuses, 404] : statuses;
      assert.ok(
        fine.includes(status),
        `POST ${path} with ${name} was answered ${status} ${JSON.stringify(body)}`,
      );
      assert.ok("error" in body || "detail" in body || status === 200, JSON.stringify(body));
      await isUnharmed(witness);
    }
  });
  await t.step("a body over the limit that does not say how long it is", async () => {
    const chunk = new TextEncoder().encode("x".repeat(100_000));
    let left = 30;
    const body = new ReadableStream({
      pull: (controller) => left-- > 0 ? controller.enqueue(chunk) : controller.close(),
    });
    const response = await fetch(`${server.url}/api/v1/publish`, { method: "POST", headers: KEY, body });
    await response.body?.cancel();
    assert.equal(response.status, 413);
    await isUnharmed(witness);
  });
  await t.step("a body that stops in the middle", async () => {
    using socket = await openRaw(server);
    await socket.write(
      `POST /api/v1/publish HTTP/1.1\r\nHost: x\r\nX-API-Key: ${API_KEY}\r\nContent-Length: 1000\r\n\r\n{"group"`,
    );
    await socket.finish();
    await isUnharmed(witness);
  });
});
