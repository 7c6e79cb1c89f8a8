import assert from "node:assert/strict";
import { StaticFiles } from "./static_files.ts";

Deno.test("StaticFiles.get() knows the files that are there, with their type", async () => {
  const files = new StaticFiles();
  const css = await files.get("boardcast.css");
  assert.equal(css?.type, "text/css; charset=utf-8");
  assert.match(new TextDecoder().decode(css?.bytes), /\{/);
  assert.equal((await files.get("login.html"))?.type, "text/html; charset=utf-8");
});

Deno.test("StaticFiles.get() reads nothing else, however the path is written", () => {
  const files = new StaticFiles();
  for (
    const path of [
      "",
      ".",
      "/",
      "../deno.json",
      "../static/boardcast.css",
      "./boardcast.css",
      "/boardcast.css",
      "..%2fdeno.json",
      "%2e%2e/deno.json",
      "..\\deno.json",
      "boardcast.css/",
      "boardcast.css\0",
      "BOARDCAST.CSS",
      "/etc/passwd",
      "constructor",
    ]
  ) assert.equal(files.get(path), undefined, JSON.stringify(path));
});

Deno.test("StaticFiles.get() reads a file once, and its etag tells it from others", async () => {
  const files = new StaticFiles();
  const [one, two] = await Promise.all([files.get("boardcast.css"), files.get("boardcast.css")]);
  assert.equal(one, two);
  assert.match(one!.etag, /^"[\w+/=]{22}"$/);
  assert.notEqual((await files.get("login.html"))?.etag, one?.etag);
  assert.equal((await new StaticFiles().get("boardcast.css"))?.etag, one?.etag, "also after a restart");
});

Deno.test("StaticFiles.page() fills in escaped text and leaves other comments", async () => {
  const files = new StaticFiles();
  const raw = new TextDecoder().decode((await files.get("login.html"))?.bytes);
  const name = /<!--(\w+)-->/.exec(raw)?.[1];
  assert.ok(name, "the login page has a place to fill");
  const page = await files.page("login.html", { [name]: '<script>"&' });
  assert.ok(page.includes("&lt;script&gt;") && !page.includes('<script>"'));
  assert.ok(!page.includes(`<!--${name}-->`));
  assert.ok((await files.page("login.html")).includes(`<!--${name}-->`));
  await assert.rejects(files.page("nothing.html"), /deno task build/);
});
