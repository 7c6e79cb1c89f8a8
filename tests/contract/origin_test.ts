/** Where a browser may come from when a cookie is what signs it in, and how guessing at passwords is slowed down. */
import assert from "node:assert/strict";
import { mintToken, type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import { addUser, createDataFolder, PASSWORD, postForm, signIn } from "../support/accounts.ts";
import { eachRow } from "../support/expect.ts";
import { expectStatus, request } from "../support/http_client.ts";
import { createSchool, OWNER } from "../support/school.ts";
import { refused } from "../support/ws_client.ts";

const ALLOWED = "http://localhost:3000";
const CLASSES = "/api/accounts/schools/1/classes/";
const BOARDS = ["/ws/dashboard/", "/ws/schools/1/dashboard/"];

const ORIGINS: { name: string; origin: (server: RunningBoardcast) => string | undefined; own: boolean }[] = [
  { name: "no Origin", origin: () => undefined, own: true },
  { name: "the own origin", origin: ({ url }) => url, own: true },
  { name: "an allowed origin", origin: () => ALLOWED, own: true },
  { name: "another host", origin: () => "https://evil.example", own: false },
  { name: "another port", origin: () => "http://127.0.0.1:1", own: false },
  { name: "another port of the allowed host", origin: () => "http://localhost:3001", own: false },
  { name: "a host that only begins like ours", origin: ({ url }) => `${url}.evil.example`, own: false },
  { name: "null", origin: () => "null", own: false },
  { name: "no URL", origin: () => "hello", own: false },
  { name: "an empty Origin", origin: () => "", own: false },
];

Deno.test("origin: cookies work from allowed places only", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "olga", "--role", "school_owner", "--school", "1");
  await using server = await startBoardcast({ data: data.path, env: { CORS_ORIGINS: ALLOWED } });
  await createSchool(server);
  const session = await signIn(server, "olga");
  const token = await mintToken(OWNER);

  await eachRow(t, ORIGINS, async ({ origin, own }) => {
    const from = origin(server);
    const headers: Record<string, string> = from === undefined ? {} : { origin: from };
    for (const path of BOARDS) {
      const status = await refused(server.wsUrl + path, { headers: { ...headers, ...session } });
      assert.equal(status, own ? 101 : 403, `${path} from ${from}`);
    }
    const json = { name: "C" };
    const cookie = await request(server, "POST", CLASSES, { headers: { ...headers, ...session }, json });
    assert.equal(cookie.status, own ? 201 : 403, `a write from ${from}: ${JSON.stringify(cookie.body)}`);
  });
  await eachRow(t, ORIGINS, async ({ name, origin }) => {
    const from = origin(server);
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (from !== undefined) headers.origin = from;
    for (const path of BOARDS) {
      assert.equal(await refused(server.wsUrl + path, { headers }), 101, `a token at ${path} with ${name}`);
    }
    await expectStatus(201, server, "POST", CLASSES, { headers, json: { name: "C" } });
  });
  await t.step("open boards take anybody from anywhere", async () => {
    for (const path of ["/ws/trading/", "/ws/prices/", "/ws/dashboard"]) {
      const headers = { ...session, origin: "https://evil.example" };
      assert.equal(await refused(server.wsUrl + path, { headers }), 101, path);
    }
  });
  await t.step("an allowed origin is told so, another is not", async () => {
    const preflight = {
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    };
    const ask = (origin: string) =>
      request(server, "OPTIONS", "/api/v1/publish", { headers: { ...preflight, origin } });
    const allowed = await ask(ALLOWED);
    assert.ok(allowed.status < 300, `answered ${allowed.status}`);
    assert.equal(allowed.headers.get("access-control-allow-origin"), ALLOWED);
    const foreign = (await ask("https://evil.example")).headers.get("access-control-allow-origin");
    assert.equal(foreign, null);
  });
});

Deno.test("throttle: guessing at one account is slowed down, other people are not", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "admin");
  await addUser(data.path, "bob", "--role", "viewer");
  await using server = await startBoardcast({ data: data.path });

  await t.step("the form", async () => {
    const statuses: number[] = [];
    while (statuses.length < 20 && statuses.at(-1) !== 429) {
      statuses.push((await postForm(server, "ann", `wrong ${statuses.length}`)).status);
    }
    assert.equal(statuses.pop(), 429);
    assert.ok(statuses.length >= 3 && statuses.every((status) => status === 401), JSON.stringify(statuses));
  });
  await t.step("the answer says how long to wait, even to the right password", async () => {
    const { status, headers } = await postForm(server, "ann", PASSWORD);
    assert.equal(status, 429);
    const seconds = Number(headers.get("retry-after"));
    assert.ok(seconds > 0 && seconds <= 900, `Retry-After: ${headers.get("retry-after")}`);
  });
  await t.step("the JSON login counts the same", async () => {
    const json = { username: "ann", password: PASSWORD };
    const { headers, body } = await expectStatus(429, server, "POST", "/api/auth/login/", { json });
    assert.ok(Number(headers.get("retry-after")) > 0);
    assert.equal(typeof body.detail, "string");
  });
  await t.step("a made-up account is slowed down the same", async () => {
    const attempts = Array.from({ length: 12 }, () => postForm(server, "eve", "wrong"));
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    assert.ok(statuses.includes(429), JSON.stringify(statuses));
  });
  await t.step("somebody else signs in", () => signIn(server, "bob").then(() => {}));
});
