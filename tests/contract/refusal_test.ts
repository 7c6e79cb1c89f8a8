/** Who is refused, and how: exact paths, credentials that are missing, bad, or in a place that is not read. */
import assert from "node:assert/strict";
import { API_KEY, mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { CLIENT } from "../support/engagement.ts";
import { eachRow } from "../support/expect.ts";
import { expectStatus, request } from "../support/http_client.ts";
import { type BadToken, badTokens } from "../support/tokens.ts";
import { connect, type ConnectOptions, refused } from "../support/ws_client.ts";

const CLAIMS = {
  sub: "a",
  user_id: 1,
  role: "client_admin",
  client_id: CLIENT,
  schools: { 1: "school_owner" },
};

const BOARDS = [
  { name: "dashboard", path: "/ws/dashboard/", query: false, anonymous: 403 },
  { name: "engagement", path: "/api/v1/ws/engagement", query: true, anonymous: 403 },
  {
    name: "a client's engagement",
    path: `/api/v1/ws/client/${CLIENT}/engagement`,
    query: true,
    anonymous: 403,
  },
  { name: "school", path: "/ws/schools/1/dashboard/", query: true, anonymous: 403 },
  { name: "trading", path: "/ws/trading/", query: true, anonymous: 101 },
  { name: "prices", path: "/ws/prices/", query: true, anonymous: 101 },
  { name: "tutoring", path: "/ws/dashboard", query: true, anonymous: 101 },
];

const WRONG_PATHS = [
  "/ws/trading",
  "/ws/prices",
  "/ws/dashboard//",
  "//ws/dashboard",
  "/WS/dashboard",
  "/ws/Dashboard",
  "/ws/DASHBOARD/",
  "/ws/trading//",
  "/api/v1/ws/engagement/",
  "/API/v1/ws/engagement",
  `/api/v1/ws/client/${CLIENT}/engagement/`,
  "/api/v1/ws/client//engagement",
  "/ws/schools/1/dashboard",
  "/ws/schools//dashboard/",
  "/ws/schools/one/dashboard/",
  "/ws/unknown/",
  "/ws/",
  "/ws",
  "/",
  "/login/",
].map((path) => ({ name: path, path }));

const PROTECTED = [
  { name: "publish", method: "POST", path: "/api/v1/publish" },
  { name: "stats", method: "GET", path: "/api/v1/ws/stats" },
  { name: "stats by the short name", method: "GET", path: "/ws/stats" },
  { name: "me", method: "GET", path: "/api/v1/me" },
  { name: "tickets", method: "POST", path: "/api/v1/tickets" },
  { name: "clients", method: "GET", path: "/api/v1/clients" },
  { name: "a school's metrics", method: "GET", path: "/api/accounts/schools/1/metrics/" },
  { name: "a school's invitations", method: "GET", path: "/api/accounts/schools/1/invitations/" },
  { name: "opening a trade", method: "POST", path: "/api/paper-trading/trades/execute/" },
  { name: "resolving an alert", method: "POST", path: "/api/alerts/1/resolve" },
];

const HEADERS: { name: string; headers: Record<string, string> }[] = [
  { name: "another scheme", headers: { authorization: "Basic YTpi" } },
  { name: "no token after Bearer", headers: { authorization: "Bearer" } },
  { name: "a wrong API key", headers: { "x-api-key": `${API_KEY}x` } },
  { name: "an empty API key", headers: { "x-api-key": "" } },
];

/** The status of a handshake with `token` in each place that a client can put it. */
async function everywhere(server: RunningBoardcast, path: string, token: string): Promise<number[]> {
  const url = server.wsUrl + path;
  return [
    await refused(url, { headers: { authorization: `Bearer ${token}` } }),
    await refused(`${url}?token=${encodeURIComponent(token)}`),
    await refused(url, { headers: { "sec-websocket-protocol": `bearer.${token}` } }),
  ];
}

Deno.test("refusal: good tokens and none", async (t) => {
  await using server = await startBoardcast();
  const token = await mintToken(CLAIMS);

  await eachRow(t, BOARDS, async ({ path, query, anonymous }) => {
    assert.equal(await refused(server.wsUrl + path), anonymous, `${path} without credentials`);
    const statuses = await everywhere(server, path, token);
    assert.deepEqual(statuses, [101, query ? 101 : 403, 101], `${path}: header, query, subprotocol`);
  });
  await t.step("a bearer header is read whatever the case of its scheme", async () => {
    const headers = { authorization: `bearer ${token}` };
    assert.equal(await refused(`${server.wsUrl}/ws/dashboard/`, { headers }), 101);
  });
  await t.step("the first credential decides", async () => {
    const url = `${server.wsUrl}/ws/schools/1/dashboard/?token=${token}`;
    assert.equal(await refused(url, { headers: { authorization: "Bearer bad" } }), 403);
  });
  await t.step("a ticket opens a board once", async () => {
    const { body } = await expectStatus(201, server, "POST", "/api/v1/tickets", { token });
    const url = `${server.wsUrl}/ws/schools/1/dashboard/?ticket=${body.ticket}`;
    assert.deepEqual([await refused(url), await refused(url)], [101, 403]);
  });
  await t.step("a made-up ticket opens nothing, not even an open board", async () => {
    for (const path of ["/ws/schools/1/dashboard/", "/ws/trading/", "/ws/prices/", "/ws/dashboard"]) {
      assert.equal(await refused(`${server.wsUrl}${path}?ticket=nonsense`), 403, path);
    }
  });
});

Deno.test("refusal: bad tokens at a handshake", async (t) => {
  await using server = await startBoardcast();
  await eachRow<BadToken>(t, await badTokens(CLAIMS), async ({ token }) => {
    for (const { path } of BOARDS) {
      assert.deepEqual(await everywhere(server, path, token), [403, 403, 403], path);
    }
  });
});

Deno.test("refusal: a connection ends with its token", async () => {
  await using server = await startBoardcast();
  const token = await mintToken({ ...CLAIMS, exp: Math.floor(Date.now() / 1000) + 2 });
  const headers = { authorization: `Bearer ${token}` };
  await using connection = await connect(`${server.wsUrl}/ws/dashboard/`, { headers });
  assert.equal((await connection.receive()).type, "connection_established");
  assert.equal((await connection.ended()).code, 4401);
});

Deno.test("refusal: exact paths", async (t) => {
  await using server = await startBoardcast();
  const headers = { authorization: `Bearer ${await mintToken({ ...CLAIMS, role: "admin" })}` };

  await eachRow(t, WRONG_PATHS, async ({ path }) => {
    assert.equal(await refused(server.wsUrl + path, { headers }), 403, path);
    assert.equal(await refused(server.wsUrl + path), 403, `${path} without credentials`);
  });
  await eachRow(t, BOARDS, async ({ path }) => {
    await expectStatus(426, server, "GET", path, { headers });
  });
});

Deno.test("refusal: HTTP", async (t) => {
  await using server = await startBoardcast();
  const bad = await badTokens({ ...CLAIMS, role: "admin" });

  await eachRow(t, PROTECTED, async ({ method, path }) => {
    const json = method === "GET" ? undefined : {};
    await expectStatus(401, server, method, path, { json });
    for (const { name, token } of bad) {
      const answer = await request(server, method, path, { token, json });
      assert.equal(answer.status, 401, `${method} ${path} with a token: ${name}`);
    }
  });
  await eachRow(t, HEADERS, async ({ headers }) => {
    const json = { group: "tutoring", message: { type: "x", data: {} } };
    await expectStatus(401, server, "POST", "/api/v1/publish", { headers, json });
  });
  await t.step("the API key is for publishing, not for people's data", async () => {
    const headers = { "x-api-key": API_KEY };
    const answer = await request(server, "GET", "/api/accounts/schools/1/invitations/", { headers });
    assert.ok([401, 403].includes(answer.status), `answered ${answer.status}`);
  });
});

const V1_REFUSALS: { name: string; path: string; claims?: Record<string, unknown>; code: number }[] = [
  { name: "nobody", path: "/ws/dashboard/", code: 4401 },
  { name: "a wrong role", path: "/ws/schools/1/dashboard/", claims: { sub: "x", user_id: 1 }, code: 4403 },
  { name: "no such board", path: "/ws/unknown/", claims: { sub: "x", user_id: 1 }, code: 4404 },
  { name: "a bad token", path: "/ws/trading/", claims: { sub: "x", exp: 1 }, code: 4401 },
];

Deno.test("refusal: a client of the own dialect is told by a close code", async (t) => {
  await using server = await startBoardcast();

  await eachRow(t, V1_REFUSALS, async ({ path, claims, code }) => {
    const options: ConnectOptions = { protocols: ["boardcast.v1"] };
    if (claims) options.protocols!.push(`bearer.${await mintToken(claims)}`);
    await using connection = await connect(server.wsUrl + path, options);
    assert.equal(connection.protocol, "boardcast.v1");
    assert.equal((await connection.ended()).code, code);
  });
  await t.step("who may come in is welcomed", async () => {
    const protocols = [`bearer.${await mintToken(CLAIMS)}`, "boardcast.v1"];
    await using connection = await connect(`${server.wsUrl}/ws/schools/1/dashboard/`, { protocols });
    assert.equal(connection.protocol, "boardcast.v1");
    assert.equal((await connection.receive()).type, "$welcome");
  });
});
