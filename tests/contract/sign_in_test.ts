/** Signing in and out: the form and both JSON logins, the cookie, and what a session opens. */
import assert from "node:assert/strict";
import { type RunningBoardcast, startBoardcast } from "../support/boardcast.ts";
import {
  addUser,
  cookieOf,
  createDataFolder,
  PASSWORD,
  postForm,
  sessionCookie,
  signIn,
  userCommand,
} from "../support/accounts.ts";
import { assertKeys, eachRow } from "../support/expect.ts";
import { createSchool } from "../support/school.ts";
import { type Answer, expectStatus, request } from "../support/http_client.ts";
import { connect, refused } from "../support/ws_client.ts";

const MSP = "5e0c1d86-0a3f-4b0e-9d55-6a8f4f0f0001";

const FORM_PATHS = ["/login/", "/auth/login/"].map((path) => ({ name: `the form at ${path}`, path }));

const NEXT = [
  { name: "a path of ours", next: "/test_websocket.html", location: "/test_websocket.html" },
  { name: "nothing", next: "", location: "/" },
  { name: "another site", next: "https://evil.example/", location: "/" },
  { name: "another site without a scheme", next: "//evil.example/", location: "/" },
  { name: "another site behind a backslash", next: "/\\evil.example/", location: "/" },
  { name: "another site behind a tab", next: "/\t/evil.example/", location: "/" },
  { name: "a script", next: "javascript:alert(1)", location: "/" },
];

const JSON_LOGINS = [
  { name: "by username", path: "/api/auth/login/", key: "username", account: "ann" },
  { name: "by e-mail", path: "/api/v1/auth/login", key: "email", account: "ann@example.com" },
];

const BAD_BODIES = [
  { name: "no password", json: { username: "ann", email: "ann@example.com" } },
  { name: "no account", json: { password: PASSWORD } },
  { name: "an account that is a list", json: { username: ["ann"], email: ["ann"], password: PASSWORD } },
  { name: "a password that is a number", json: { username: "ann", email: "ann@example.com", password: 1 } },
  { name: "no object", json: [] },
];

/** All of an answer that could tell one failure from another. */
function visible({ status, headers, body }: Answer): unknown {
  const names = [...headers.keys()].filter((name) => name !== "date").sort();
  return { status, names, body };
}

async function timed<T>(act: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const value = await act();
  return [value, performance.now() - start];
}

async function welcomeOf(server: RunningBoardcast, path: string, headers: Record<string, string>) {
  await using connection = await connect(server.wsUrl + path, { headers });
  return await connection.receive();
}

Deno.test("sign-in: the form", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "admin", "--email", "ann@example.com");
  await using server = await startBoardcast({ data: data.path });

  await eachRow(t, FORM_PATHS, async ({ path }) => {
    const page = await expectStatus(200, server, "GET", path);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    const form = { username: "ann", password: PASSWORD };
    const answer = await expectStatus(303, server, "POST", path, { form });
    assert.equal(answer.headers.get("location"), "/");
    assert.match(sessionCookie(answer), /; *Max-Age=604800/i);
    for (const cookie of answer.headers.getSetCookie()) {
      for (const flag of [/; *SameSite=Lax/i, /; *Path=\/(;|$)/i]) assert.match(cookie, flag);
      // That cookie only tells one login from another.
      assert.equal(/; *HttpOnly/i.test(cookie), !cookie.startsWith("boardcast_login="), cookie);
      assert.ok(!/; *(Secure|Domain)/i.test(cookie), cookie);
    }
  });
  await eachRow(t, NEXT, async ({ next, location }) => {
    const answer = await postForm(server, "ann", PASSWORD, { next });
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, location], `next=${next}`);
  });
  await t.step("each sign-in is a session of its own", async () => {
    assert.notEqual((await signIn(server, "ann")).cookie, (await signIn(server, "ann")).cookie);
  });
  await t.step("a given session id is never taken over", async () => {
    const headers = { cookie: "boardcast_session=chosen-by-an-attacker" };
    const form = { username: "ann", password: PASSWORD };
    const answer = await expectStatus(303, server, "POST", "/login/", { headers, form });
    assert.notEqual(cookieOf(answer), headers.cookie);
  });
  await t.step("a wrong password and a wrong user look the same and take as long", async () => {
    const [password, passwordTime] = await timed(() => postForm(server, "ann", "wrong"));
    const [user, userTime] = await timed(() => postForm(server, "eve", "wrong"));
    assert.equal(password.status, 401);
    assert.match(password.headers.get("content-type") ?? "", /^text\/html/);
    assert.deepEqual(password.headers.getSetCookie(), []);
    const anonymous = (answer: Answer) => ({ ...answer, body: answer.body.replaceAll(/ann|eve/g, "…") });
    assert.deepEqual(visible(anonymous(user)), visible(anonymous(password)));
    assert.ok(
      userTime > passwordTime / 3,
      `${userTime} ms for no user, ${passwordTime} ms for a wrong password`,
    );
  });
});

Deno.test("sign-in: JSON", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "msp_user", "--msp", MSP, "--email", "ann@example.com");
  await using server = await startBoardcast({ data: data.path });

  await t.step("by username: tokens, user and a cookie", async () => {
    const json = { username: "ann", password: PASSWORD };
    const answer = await expectStatus(200, server, "POST", "/api/auth/login/", { json });
    assertKeys(answer.body, ["access", "refresh", "user"], "the answer");
    await expectStatus(200, server, "GET", "/api/v1/me", { token: answer.body.access });
    await expectStatus(200, server, "GET", "/api/v1/me", { headers: { cookie: cookieOf(answer) } });
    const refresh = { json: { refresh: answer.body.refresh } };
    const { body } = await expectStatus(200, server, "POST", "/api/auth/token/refresh/", refresh);
    assertKeys(body, ["access"], "the refreshed token");
    await expectStatus(200, server, "GET", "/api/v1/me", { token: body.access });
  });
  await t.step("an access token refreshes nothing", async () => {
    const json = { username: "ann", password: PASSWORD };
    const { body } = await expectStatus(200, server, "POST", "/api/auth/login/", { json });
    for (const refresh of [body.access, "nonsense", ""]) {
      const answer = await request(server, "POST", "/api/auth/token/refresh/", { json: { refresh } });
      assert.ok([400, 401].includes(answer.status), `refresh "${refresh}" was answered ${answer.status}`);
    }
  });
  await t.step("by e-mail: a token that opens the engagement board", async () => {
    const json = { email: "ann@example.com", password: PASSWORD };
    const { body } = await expectStatus(200, server, "POST", "/api/v1/auth/login", { json });
    assertKeys(body, ["access_token", "token_type", "expires_in", "user_info"], "the answer");
    assert.equal(body.token_type.toLowerCase(), "bearer");
    await using connection = await connect(`${server.wsUrl}/api/v1/ws/engagement?token=${body.access_token}`);
    const welcome = { type: "connection", status: "connected", scope: `MSP ${MSP}`, user_role: "msp_user" };
    assert.deepEqual(await connection.receive(), welcome);
  });
  await eachRow(t, JSON_LOGINS, async ({ path, key, account }) => {
    const wrong = await request(server, "POST", path, { json: { [key]: account, password: "wrong" } });
    const unknown = await request(server, "POST", path, {
      json: { [key]: "eve@example.com", password: "wrong" },
    });
    assert.equal(wrong.status, 401);
    assert.equal(typeof wrong.body.detail, "string");
    assert.deepEqual(visible(unknown), visible(wrong));
  });
  await eachRow(t, BAD_BODIES, async ({ json }) => {
    for (const { path } of JSON_LOGINS) {
      const answer = await request(server, "POST", path, { json });
      assert.ok([400, 422].includes(answer.status), `POST ${path} ${JSON.stringify(json)}: ${answer.status}`);
      assert.ok("detail" in answer.body, JSON.stringify(answer.body));
    }
  });
});

Deno.test("sign-in: what a session opens, and its end", async (t) => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "admin");
  await addUser(data.path, "olga", "--role", "school_owner", "--school", "1");
  await addUser(data.path, "tim", "--role", "teacher", "--school", "1");
  await using server = await startBoardcast({ data: data.path });
  await createSchool(server);

  await t.step("the dashboard, with the user's number", async () => {
    const welcome = await welcomeOf(server, "/ws/dashboard/", await signIn(server, "ann"));
    assertKeys(welcome, ["type", "user_id", "message"], "the welcome");
    assert.ok(Number.isInteger(welcome.user_id), JSON.stringify(welcome));
  });
  await t.step("a school, by its memberships", async () => {
    const path = `${server.wsUrl}/ws/schools/1/dashboard/`;
    assert.equal(await refused(path, { headers: await signIn(server, "olga") }), 101);
    assert.equal(await refused(path, { headers: await signIn(server, "tim") }), 403);
  });
  await t.step("not the engagement board, which reads no cookie", async () => {
    const headers = await signIn(server, "ann");
    assert.equal(await refused(`${server.wsUrl}/api/v1/ws/engagement`, { headers }), 403);
  });
  await t.step("the first page", async () => {
    await expectStatus(200, server, "GET", "/", { headers: await signIn(server, "ann") });
  });
  await t.step("a made-up cookie opens nothing", async () => {
    const headers = { cookie: "boardcast_session=nonsense" };
    assert.equal(await refused(`${server.wsUrl}/ws/dashboard/`, { headers }), 403);
    await expectStatus(401, server, "GET", "/api/v1/me", { headers });
  });
  for (const method of ["GET", "POST"]) {
    await t.step(`logging out by ${method} ends the session and its sockets`, async () => {
      const headers = await signIn(server, "ann");
      const other = await signIn(server, "ann");
      await using connection = await connect(`${server.wsUrl}/ws/dashboard/`, { headers });
      const answer = await expectStatus(302, server, method, "/auth/logout/", { headers });
      assert.equal(answer.headers.get("location"), "/login/");
      assert.equal((await connection.ended()).code, 4401);
      assert.equal(await refused(`${server.wsUrl}/ws/dashboard/`, { headers }), 403);
      await expectStatus(302, server, "GET", "/", { headers });
      await expectStatus(200, server, "GET", "/", { headers: other });
    });
  }
  await t.step("an unknown sign-in link", async () => {
    const { status, headers } = await request(server, "GET", "/auth/link/nonsense");
    assert.ok(status >= 400 && status < 500, `answered ${status}`);
    assert.deepEqual(headers.getSetCookie(), []);
  });
});

Deno.test("sign-in: accounts outlive the server, disabled ones do not get in", async () => {
  await using data = await createDataFolder();
  await addUser(data.path, "ann", "--role", "admin");
  let headers: Record<string, string>;
  {
    await using server = await startBoardcast({ data: data.path });
    headers = await signIn(server, "ann");
    await server.stop("SIGTERM");
  }
  {
    await using server = await startBoardcast({ data: data.path });
    await expectStatus(200, server, "GET", "/api/v1/me", { headers });
    await server.stop("SIGTERM");
  }
  await userCommand(data.path, ["disable", "ann"]);
  await using server = await startBoardcast({ data: data.path });
  await expectStatus(401, server, "GET", "/api/v1/me", { headers });
  assert.equal((await postForm(server, "ann", PASSWORD)).status, 401);
});
