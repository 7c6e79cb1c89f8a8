import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { type IdentityParts, openIdentity } from "../../../tests/support/identity.ts";
import { PEER } from "../../../tests/support/sign_in_app.ts";
import { SESSION_COOKIE } from "../../auth/authenticate.ts";
import type { HttpEnv } from "../http_env.ts";
import { StaticFiles } from "../static_files.ts";
import { pageRoutes } from "./pages.ts";

function appOf({ authenticator }: IdentityParts) {
  const app = new Hono<HttpEnv>().route("/", pageRoutes({ files: new StaticFiles(), authenticator }));
  return (path: string, headers: Record<string, string> = {}) =>
    app.fetch(new Request(`http://boards.example${path}`, { headers }), { peer: PEER });
}

Deno.test("a file is sent once and then answered 304, also to a proxy that has changed its mark", async () => {
  await using parts = openIdentity();
  const get = appOf(parts);
  const first = await get("/static/boardcast.css");
  const etag = first.headers.get("etag")!;
  assert.deepEqual([first.status, first.headers.get("cache-control")], [200, "no-cache"]);
  assert.ok((await first.text()).length > 0);
  for (const condition of [etag, `W/${etag}`, `"x", ${etag}`, `"x",W/${etag}`, "*"]) {
    const again = await get("/static/boardcast.css", { "if-none-match": condition });
    assert.deepEqual(
      [again.status, await again.text(), again.headers.get("etag")],
      [304, "", etag],
      condition,
    );
  }
  for (const condition of ['"x"', "", etag.slice(1, -1)]) {
    const again = await get("/static/boardcast.css", { "if-none-match": condition });
    assert.equal(again.status, 200, condition);
    await again.body?.cancel();
  }
});

Deno.test("nothing outside the folder is served, however the path is written", async () => {
  await using parts = openIdentity();
  const get = appOf(parts);
  for (
    const path of [
      "/static/",
      "/static/../deno.json",
      "/static/..%2fdeno.json",
      "/static/%2e%2e%2fdeno.json",
      "/static/..%5cdeno.json",
      "/static//boardcast.css",
      "/static/%2fetc%2fpasswd",
      "/static/boardcast.css%00",
      "/static/nothing.css",
    ]
  ) assert.equal((await get(path)).status, 404, path);
});

Deno.test("/ leads to the login page, and who has a session to the boards", async () => {
  await using parts = openIdentity();
  const get = appOf(parts);
  for (const cookie of ["", `${SESSION_COOKIE}=nonsense`]) {
    const response = await get("/", { cookie });
    assert.deepEqual([response.status, response.headers.get("location")], [302, "/login/"]);
  }
  const cookie = `${SESSION_COOKIE}=${await parts.sessions.begin(await parts.addUser("ann"))}`;
  const page = await get("/", { cookie });
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<html/);
});
