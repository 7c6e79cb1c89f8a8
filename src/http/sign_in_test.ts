import assert from "node:assert/strict";
import { configure, type LogRecord, reset } from "@logtape/logtape";
import { mintToken } from "../../tests/support/boardcast.ts";
import { openIdentity, PASSWORD } from "../../tests/support/identity.ts";
import { appOf, cookieOf, FORM, pairOf, setsNoCookie } from "../../tests/support/sign_in_app.ts";
import { SESSION_COOKIE } from "../auth/authenticate.ts";
import { Passwords } from "../auth/password.ts";
import { peerOf } from "./peer.ts";

Deno.test("sign-in sets cookies that are HttpOnly, Lax, for the whole site, and Secure where TLS is", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const { ask } = appOf(parts);
  const code = await parts.signIn.issueLink("ann");
  for (const secure of [false, true]) {
    const ways = [
      await ask("/login/", { form: FORM, peer: { secure } }),
      await ask("/auth/login/", { form: FORM, peer: { secure } }),
      await ask("/api/auth/login/", { json: FORM, peer: { secure } }),
      ...secure ? [await ask(`/auth/link/${code}`, { peer: { secure } })] : [],
    ];
    for (const response of ways) {
      for (const [name, life] of [[SESSION_COOKIE, "604800"], ["boardcast_device", "31536000"]]) {
        const [, ...attributes] = cookieOf(response, name).split("; ");
        const expected = [
          `Max-Age=${life}`,
          "Path=/",
          "HttpOnly",
          "SameSite=Lax",
          ...secure ? ["Secure"] : [],
        ];
        assert.deepEqual(attributes.toSorted(), expected.toSorted());
      }
      assert.equal(response.headers.get("cache-control"), "no-store");
    }
  }
});

Deno.test("sign-out ends the session and the refresh token with it", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const { ask } = appOf(parts);
  for (const method of ["GET", "POST"]) {
    const signedIn = await ask("/api/auth/login/", { json: FORM });
    const headers = { cookie: pairOf(cookieOf(signedIn)) };
    const { refresh } = await signedIn.json();
    assert.deepEqual(await (await ask("/api/who", { headers })).json(), { subject: "ann" });
    assert.equal((await ask("/api/auth/token/refresh/", { json: { refresh } })).status, 200);
    const signedOut = await ask("/auth/logout/", { method, headers });
    assert.deepEqual([signedOut.status, signedOut.headers.get("location")], [302, "/login/"]);
    assert.match(cookieOf(signedOut), /^boardcast_session=; Max-Age=0;/);
    assert.equal((await ask("/api/who", { headers })).status, 401);
    assert.equal((await ask("/api/auth/token/refresh/", { json: { refresh } })).status, 401);
  }
});

Deno.test("/api/v1/session tells whose session it is, and refuses nobody", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann", "trader");
  const { ask } = appOf(parts);
  const accountOf = async (cookie: string) =>
    (await (await ask("/api/v1/session", { headers: { cookie } })).json()).account;
  const cookie = pairOf(cookieOf(await ask("/api/auth/login/", { json: FORM })));
  assert.deepEqual(await accountOf(cookie), { subject: "ann", name: "ann", roles: ["trader"] });
  await ask("/auth/logout/", { method: "POST", headers: { cookie } });
  for (const none of [cookie, "", `${SESSION_COOKIE}=nonsense`]) assert.equal(await accountOf(none), null);
});

Deno.test("sign-in leads on to paths of this server only", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const { ask } = appOf(parts);
  const kept = ["/", "/a/b?c=d&e=/f#g", "/%5cevil.example", "/%2f%2fevil.example", "/a//b", "/\u00fc"];
  const home = [
    "",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    " //evil.example",
    "http://evil.example/",
    "http:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "/./\\evil.example",
  ];
  for (const next of [...kept, ...home, "/\u0000", "/\u0001/x", "/\u{d800}", "/a\r\nset-cookie: x=y"]) {
    const response = await ask("/login/", { form: { ...FORM, next } });
    assert.equal(response.status, 303, JSON.stringify(next));
    const location = response.headers.get("location")!;
    const target = new URL(location, "http://boards.example/login/");
    assert.equal(target.origin, "http://boards.example", JSON.stringify(next));
    assert.ok(!target.pathname.startsWith("//"), location);
    assert.equal(response.headers.get("set-cookie")!.includes("x=y"), false);
    if (kept.includes(next)) assert.equal(location, next.replace("\u00fc", "%C3%BC"));
    if (home.includes(next)) assert.equal(location, "/", JSON.stringify(next));
  }
});

Deno.test("the login page escapes what it repeats, and is kept by no cache", async () => {
  await using parts = openIdentity();
  const { ask } = appOf(parts);
  const next = `/"><script>alert('$&')</script><!--message-->`;
  const page = await ask(`/login/?next=${encodeURIComponent(next)}`);
  assert.doesNotMatch(await page.text(), /<script>alert|<!--/);
  assert.equal(page.headers.get("cache-control"), "no-store");
});

Deno.test("sign-in refuses bodies that are none, and takes no harm", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const { ask } = appOf(parts);
  const multipart = { "content-type": "multipart/form-data; boundary=x" };
  for (
    const [body, headers, status] of [
      ["garbage", multipart, 400],
      ["--x", multipart, 400],
      ["", { "content-type": "text/plain" }, 401],
      ["username=ann", { "content-type": "application/json" }, 401],
      ["%FF%FE=%00&username=%ZZ", { "content-type": "application/x-www-form-urlencoded" }, 401],
      ["x".repeat(3000), multipart, 413],
    ] as const
  ) {
    const response = await ask("/login/", { method: "POST", body, headers: { ...headers } });
    assert.equal(response.status, status, body.slice(0, 20));
    assert.ok(setsNoCookie(response));
  }
  for (const path of ["/api/auth/login/", "/api/v1/auth/login", "/api/auth/token/refresh/"]) {
    for (const body of ["", "null", "[]", "5", "{", '{"username":{},"password":[]}', '"\\u0000"', "\xff"]) {
      const response = await ask(path, { method: "POST", body });
      assert.equal(response.status, 400, `${path} ${body}`);
      assert.deepEqual(Object.keys(await response.json()), ["detail"]);
    }
  }
});

Deno.test("sign-in answers 429 with Retry-After, and lets the browser in that is known", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const { ask } = appOf(parts);
  const device = pairOf(cookieOf(await ask("/login/", { form: FORM }), "boardcast_device"));
  const wrong = { username: "ann", password: "wrong password", email: "ann" };
  for (let guess = 0; guess < 5; guess++) assert.equal((await ask("/login/", { form: wrong })).status, 401);
  for (
    const response of [
      await ask("/login/", { form: FORM }),
      await ask("/api/auth/login/", { json: FORM }),
      await ask("/api/v1/auth/login", { json: { email: "ann", password: PASSWORD } }),
    ]
  ) {
    assert.equal(response.status, 429);
    assert.match(response.headers.get("retry-after")!, /^([1-9]|[1-5]\d|60)$/);
    assert.ok(setsNoCookie(response));
  }
  assert.equal((await ask("/login/", { form: FORM, headers: { cookie: device } })).status, 303);
  assert.equal((await ask("/login/", { form: FORM, peer: { address: "10.0.0.2" } })).status, 303);
});

Deno.test("sign-in counts an IPv6 network of 64 bits as one address", async () => {
  await using parts = openIdentity();
  const { ask } = appOf(parts);
  const statuses = [];
  for (let host = 1; host <= 6; host++) {
    const address = `2001:db8::${host}`;
    statuses.push((await ask("/login/", { form: { ...FORM, username: "x" }, peer: { address } })).status);
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
});

Deno.test("a sign-in link works once, also when raced, and is not used up by looking at it", async () => {
  await using parts = openIdentity();
  await parts.addUser("ann");
  const { ask } = appOf(parts);
  const code = await parts.signIn.issueLink("ann");
  const looked = await ask(`/auth/link/${code}`, { method: "HEAD" });
  assert.equal(looked.status, 204);
  assert.ok(setsNoCookie(looked));
  const raced = await Promise.all(Array.from({ length: 10 }, () => ask(`/auth/link/${code}`)));
  assert.deepEqual(raced.map(({ status }) => status).toSorted(), [302, ...Array(9).fill(401)]);
  for (const bad of ["x", "%00", "%FF", "a".repeat(5000)]) {
    assert.equal((await ask(`/auth/link/${bad}`)).status, 401);
  }
});

Deno.test("no password, token, ticket, session or link reaches a log line, or a page that did not set it", async () => {
  const lines: LogRecord[] = [];
  await configure({
    sinks: { lines: (line) => void lines.push(line) },
    loggers: [{ category: [], sinks: ["lines"], lowestLevel: "trace" }],
  });
  try {
    await using parts = openIdentity();
    const ann = await parts.addUser("ann");
    const { ask } = appOf(parts);
    const secrets = {
      password: "the-secret-password",
      token: await mintToken({ sub: "ann" }, "another secret of more than thirty-two bytes"),
      session: await parts.sessions.begin(ann),
      link: await parts.signIn.issueLink("ann"),
    };
    const { password, token, session, link } = secrets;
    await parts.signIn.withLink(link);
    const answers = [
      await ask("/login/", { form: { username: "ann", password } }),
      await ask(`/login/?password=${password}`, { form: { username: password, password, next: "/" } }),
      await ask("/api/auth/login/", { json: { username: "ann", password } }),
      await ask("/api/v1/auth/login", { json: { email: "ann", password } }),
      await ask("/api/v1/session", { json: { username: "ann", password } }),
      await ask("/api/auth/token/refresh/", { json: { refresh: token } }),
      await ask("/api/who", { headers: { authorization: `Bearer ${token}` } }),
      await ask("/api/who", { headers: { cookie: `${SESSION_COOKIE}=${session}x` } }),
      await ask(`/auth/link/${link}`),
      await ask("/api/who", { headers: { cookie: `${SESSION_COOKIE}=${session}` } }),
    ];
    const said = JSON.stringify([
      await Promise.all(answers.map((answer) => answer.text())),
      answers.map(({ headers }) => [...headers]),
      lines.map(({ message, properties }) => [message, properties]),
    ]);
    for (const [name, secret] of Object.entries(secrets)) assert.ok(!said.includes(secret), name);
  } finally {
    await reset();
  }
});

Deno.test("a wrong user, a wrong password and a user without one take the same time over the wire", async () => {
  await using parts = openIdentity({ passwords: new Passwords() });
  await parts.addUser("ann");
  await parts.users.add({ name: "lin", roles: [] });
  const { app } = appOf(parts);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, { remoteAddr }) => {
      return app.fetch(request, { peer: peerOf(request, remoteAddr, { proxies: [], tls: false }) });
    },
  );
  const times: Record<string, number[]> = { ann: [], nobody: [], lin: [] };
  const bodies = new Set<string>();
  for (let round = 0; round < 5; round++) {
    for (const username of Object.keys(times)) {
      const begun = performance.now();
      const body = new URLSearchParams({ username, password: "wrong password" });
      const response = await fetch(`http://127.0.0.1:${server.addr.port}/login/`, { method: "POST", body });
      const page = (await response.text()).replace(`value="${username}"`, "");
      bodies.add(`${response.status} ${page}`);
      times[username]!.push(performance.now() - begun);
    }
  }
  assert.equal(bodies.size, 1, "the same answer");
  // The best of each: whatever else the machine does only makes them longer.
  const best = Object.values(times).map((samples) => Math.min(...samples));
  assert.ok(Math.max(...best) < 1.5 * Math.min(...best), `at best: ${best.map(Math.round)} ms`);
});
