import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { somebody } from "../../../tests/support/boards.ts";
import { openIdentity } from "../../../tests/support/identity.ts";
import type { Identity } from "../../auth/identity.ts";
import { Tickets } from "../../auth/tickets.ts";
import type { RouteEnv } from "../../board/routing.ts";
import { onError } from "../on_error.ts";
import { identityRoutes } from "./identity.ts";

Deno.test("one is told who one is, and given a ticket that stands for it once", async () => {
  await using parts = openIdentity();
  const tickets = new Tickets(parts.store, "upgrade");
  const ask = (method: string, path: string, as: Identity | null) => {
    const app = new Hono<RouteEnv>();
    app.use(async (c, next) => {
      c.set("identity", as);
      await next();
    });
    app.route("/", identityRoutes(tickets)).onError(onError);
    return app.request(path, { method });
  };
  const ann = somebody({ roles: ["trader"], mspId: "m", schools: { 5: "teacher" } });
  assert.deepEqual(await (await ask("GET", "/api/v1/me", ann)).json(), {
    subject: "ann",
    user_id: 7,
    name: "Ann",
    email: null,
    roles: ["trader"],
    msp_id: "m",
    client_id: null,
    schools: { 5: "teacher" },
  });
  const response = await ask("POST", "/api/v1/tickets", ann);
  assert.deepEqual([response.status, response.headers.get("cache-control")], [201, "no-store"]);
  const { ticket, expires_in } = await response.json();
  assert.equal(expires_in, 30);
  assert.deepEqual(await tickets.redeem(ticket), { ...ann });
  assert.equal(await tickets.redeem(ticket), undefined);
  assert.equal((await ask("GET", "/api/v1/me", null)).status, 401);
  assert.equal((await ask("POST", "/api/v1/tickets", null)).status, 401);
});
