import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { mintToken } from "../../tests/support/boardcast.ts";
import { openIdentity } from "../../tests/support/identity.ts";
import { appOf, FORM, PEER, setsNoCookie } from "../../tests/support/sign_in_app.ts";
import { SESSION_COOKIE } from "../auth/authenticate.ts";
import type { HttpEnv } from "./http_env.ts";
import { rateLimit } from "./middleware/rate_limit.ts";

Deno.test("a page of another site can neither sign in, sign out, nor write by cookie", async () => {
  await using parts = openIdentity();
  const cookie = `${SESSION_COOKIE}=${await parts.sessions.begin(await parts.addUser("ann"))}`;
  const { ask } = appOf(parts);
  const foreign: Record<string, string>[] = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "rubbish" },
    { origin: "http://boards.example:81" },
    { "sec-fetch-site": "cross-site" },
    { origin: "http://evil.example", "x-forwarded-host": "evil.example" },
  ];
  for (const headers of foreign) {
    const name = JSON.stringify(headers);
    for (
      const response of [
        await ask("/login/", { form: FORM, headers }),
        await ask("/api/auth/login/", { json: FORM, headers: { ...headers, "content-type": "text/plain" } }),
        await ask("/auth/logout/", { headers: { ...headers, cookie } }),
        await ask("/auth/logout/", { method: "POST", headers: { ...headers, cookie } }),
        await ask("/api/who", { method: "POST", headers: { ...headers, cookie } }),
        await ask("/api/who", { method: "DELETE", headers: { ...headers, cookie } }),
      ]
    ) {
      assert.equal(response.status, 403, name);
      assert.ok(setsNoCookie(response), name);
    }
    const read = await ask("/api/who", { headers: { ...headers, cookie } });
    assert.equal(read.status, 200, "reading needs no own page: another site cannot see the answer");
    const authorization = `Bearer ${await mintToken({ sub: "ann" })}`;
    const byToken = await ask("/api/who", { method: "POST", headers: { ...headers, cookie, authorization } });
    assert.equal(byToken.status, 200, "a token is no cookie");
  }
  for (const headers of [{ origin: "http://boards.example" }, { origin: "https://friend.example" }, {}]) {
    const response = await ask("/api/who", { method: "POST", headers: { ...headers, cookie } });
    assert.equal(response.status, 200);
    assert.equal((await ask("/login/", { form: FORM, headers })).status, 303);
  }
  const downgraded = { origin: "http://boards.example" };
  const written = await ask("/api/who", {
    method: "POST",
    headers: { ...downgraded, cookie },
    peer: { secure: true },
  });
  assert.equal(written.status, 403, "a page of http on a host that has TLS");
});

Deno.test("identify() refuses what is not valid and is nobody without credentials", async () => {
  await using parts = openIdentity();
  const { ask } = appOf(parts);
  const cookie = `${SESSION_COOKIE}=${await parts.sessions.begin(await parts.addUser("ann"))}`;
  assert.deepEqual(await (await ask("/api/who")).json(), { subject: null });
  for (const headers of [{ authorization: "Bearer x", cookie }, { "x-api-key": "x", cookie }]) {
    const response = await ask("/api/who", { headers });
    assert.deepEqual([response.status, response.headers.get("www-authenticate")], [401, "Bearer"]);
  }
});

Deno.test("rateLimit() lets a flood of addresses take nothing from one that has its own count", async () => {
  const app = new Hono<HttpEnv>();
  app.use(rateLimit(2, () => 0));
  app.get("/", (c) => c.text(""));
  const ask = async (address: string) => {
    return (await app.fetch(new Request("http://x/"), { peer: { ...PEER, address } })).status;
  };
  assert.equal(await ask("home"), 200);
  for (let address = 0; address < 100_010; address++) await ask(`bot ${address}`);
  assert.equal(await ask("late"), 429);
  assert.deepEqual([await ask("home"), await ask("home")], [200, 429]);
});
