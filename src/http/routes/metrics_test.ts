import assert from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import { API_KEY, mintToken } from "../../../tests/support/boardcast.ts";
import { openIdentity } from "../../../tests/support/identity.ts";
import { ORIGINS, PEER } from "../../../tests/support/sign_in_app.ts";
import type { HttpEnv } from "../http_env.ts";
import { Metrics } from "../metrics.ts";
import { identify } from "../middleware/identify.ts";
import { onError } from "../on_error.ts";
import { metricsRoutes } from "./metrics.ts";

const NOTHING = {
  connections: [],
  lagging: 0,
  stuck: 0,
  closes: new Map<string, number>(),
  refusals: new Map<string, number>(),
  groups: 0,
  members: 0,
  publications: 0,
  deliveries: 0,
  dropped: 0,
  publishesRefused: 0,
  recordReads: 0,
  django: [],
  djangoMisfits: new Map<string, number>(),
};

async function bearer(...roles: string[]): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await mintToken({ sub: "prometheus", roles })}` };
}

Deno.test("GET /metrics is for the API key and the roles publisher and admin", async () => {
  await using parts = openIdentity();
  using metrics = new Metrics(NOTHING);
  const app = new OpenAPIHono<HttpEnv>();
  app.use("/metrics", identify(parts.authenticator, ORIGINS));
  app.route("/", metricsRoutes(metrics));
  app.onError(onError);
  const ask = async (headers: Record<string, string>) =>
    await app.request("/metrics", { headers }, { peer: PEER });

  for (
    const headers of [{ "x-api-key": API_KEY }, await bearer("publisher"), await bearer("admin", "viewer")]
  ) {
    const response = await ask(headers);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type")!, /^text\/plain; version=0\.0\.4; charset=utf-8$/);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.match(await response.text(), /^boardcast_members 0$/m);
  }

  const refusals: [Record<string, string>, number][] = [
    [{}, 401],
    [{ "x-api-key": "another" }, 401],
    [{ authorization: "Bearer rubbish" }, 401],
    [await bearer("viewer"), 403],
    [await bearer(), 403],
  ];
  for (const [headers, status] of refusals) {
    const response = await ask(headers);
    assert.equal(response.status, status);
    assert.doesNotMatch(await response.text(), /boardcast_/);
  }
});
