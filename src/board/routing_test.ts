import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { z } from "zod";
import { somebody, withRole } from "../../tests/support/boards.ts";
import type { Identity } from "../auth/identity.ts";
import { onError } from "../http/on_error.ts";
import { type RouteContext, type RouteEnv, Routes } from "./routing.ts";

const schema = z.strictObject({ name: z.string().min(1), size: z.number().default(1) });

/** What `handler` answers to one request, its body and status. */
async function answerOf(
  handler: (routes: Routes, c: RouteContext) => unknown,
  { query = "", body, as = null, field = "error" }: {
    query?: string;
    body?: string;
    as?: Identity | null;
    field?: "error" | "detail";
  } = {},
): Promise<[status: number, body: Record<string, unknown>]> {
  const routes = new Routes("test", field);
  routes.add(
    { method: "post", path: "/things/{id}", answer: "what was found" },
    async (c) => c.json({ found: await handler(routes, c) ?? null }),
  );
  const app = new Hono<RouteEnv>();
  app.use(async (c, next) => {
    c.set("identity", as);
    await next();
  });
  app.route("/", routes.app);
  app.onError(onError);
  const response = await app.request(`/things/5${query}`, { method: "POST", body: body ?? null });
  return [response.status, await response.json()];
}

Deno.test("Routes.add() writes parameters in the OpenAPI way and serves them", async () => {
  const [status, body] = await answerOf((_routes, c) => c.req.param("id"));
  assert.deepEqual([status, body], [200, { found: "5" }]);
});

Deno.test("Routes.body() takes an object that fits", async () => {
  const read = (body: string, empty?: Record<string, unknown>) =>
    answerOf((routes, c) => routes.body(c, schema, empty), { body });
  assert.deepEqual(await read('{"name":"a"}'), [200, { found: { name: "a", size: 1 } }]);
  assert.deepEqual(await read("", { name: "b" }), [200, { found: { name: "b", size: 1 } }]);
  for (const text of ["", "{", "[]", "5", "null", '"text"', "name=a"]) {
    assert.deepEqual(await read(text), [400, { error: "The body must be a JSON object" }], text);
  }
});

Deno.test("Routes.body() tells every problem with its path", async () => {
  const [status, { error, problems }] = await answerOf((routes, c) => routes.body(c, schema), {
    body: '{"name":"","size":"x","more":1}',
  });
  assert.deepEqual([status, error], [422, "The body does not fit"]);
  assert.deepEqual((problems as { path: string }[]).map(({ path }) => path), ["name", "size", ""]);
});

Deno.test("Routes.count() takes whole numbers in its range, and says so otherwise", async () => {
  const count = (query: string) => answerOf((routes, c) => routes.count(c, "limit", 20, 100), { query });
  assert.deepEqual(await count(""), [200, { found: 20 }]);
  assert.deepEqual(await count("?limit=1"), [200, { found: 1 }]);
  assert.deepEqual(await count("?limit=100"), [200, { found: 100 }]);
  for (const bad of ["", "0", "-1", "101", "1.5", "x", "NaN", "Infinity"]) {
    const [status, { error }] = await count(`?limit=${bad}`);
    assert.equal(status, 422, bad);
    assert.match(String(error), /^\?limit=.* from 1 to 100$/);
  }
});

Deno.test("Routes.choice() takes one of the choices, to the letter", async () => {
  const choice = (query: string) =>
    answerOf((routes, c) => routes.choice(c, "status", ["open", "closed"]), { query });
  assert.deepEqual(await choice(""), [200, { found: null }]);
  assert.deepEqual(await choice("?status=open"), [200, { found: "open" }]);
  for (const bad of ["", "Open", "all"]) assert.equal((await choice(`?status=${bad}`))[0], 422, bad);
});

Deno.test("Routes.withRole() lets in the role and admins, and tells nobody from somebody", async () => {
  const ask = (as: Identity | null) => answerOf((routes, c) => routes.withRole(c, "trader").subject, { as });
  assert.equal((await ask(withRole("trader")))[0], 200);
  assert.equal((await ask(withRole("admin")))[0], 200);
  assert.equal((await ask(null))[0], 401);
  for (const as of [somebody(), withRole("viewer"), withRole("Trader")]) {
    const [status, { error }] = await ask(as);
    assert.deepEqual([status, error], [403, "This needs one of the roles admin, trader"]);
  }
});

Deno.test("Routes.reader() lets nobody in where the board is open", async () => {
  const read = (open: boolean, as: Identity | null) =>
    answerOf((routes, c) => routes.reader(c, open)?.subject, { as });
  assert.deepEqual(await read(true, null), [200, { found: null }]);
  assert.deepEqual(await read(true, somebody()), [200, { found: "ann" }]);
  assert.deepEqual(await read(false, somebody()), [200, { found: "ann" }]);
  assert.equal((await read(false, null))[0], 401);
});

Deno.test("Routes.refusal() says why under the field of its API", async () => {
  const refuse = (routes: Routes) => {
    throw routes.refusal(409, "no", { more: 1 });
  };
  assert.deepEqual(await answerOf(refuse, { field: "detail" }), [409, { detail: "no", more: 1 }]);
});
