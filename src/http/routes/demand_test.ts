import assert from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import { API_KEY, mintToken } from "../../../tests/support/boardcast.ts";
import { type IdentityParts, openIdentity } from "../../../tests/support/identity.ts";
import { ORIGINS, PEER } from "../../../tests/support/sign_in_app.ts";
import { hasRole } from "../../auth/identity.ts";
import type { Board } from "../../board/board.ts";
import { BoardCatalog } from "../../board/board_catalog.ts";
import { groupPattern } from "../../board/group_pattern.ts";
import { Demand } from "../../group/demand.ts";
import type { HttpEnv } from "../http_env.ts";
import { identify } from "../middleware/identify.ts";
import { onError } from "../on_error.ts";
import { demandRoutes } from "./demand.ts";

const DEMAND = "/api/v1/demand";

function board(name: string, mayPublish?: Board["groups"][number]["mayPublish"]): Board {
  const pattern = groupPattern(`${name}_{id}`);
  return {
    name,
    title: name,
    endpoints: [],
    groups: [{ pattern, maySee: () => true, ...mayPublish && { mayPublish } }],
    events: {},
    paths: () => Promise.resolve([]),
  };
}

const CATALOG = new BoardCatalog([
  board("school", (identity) => hasRole(identity, "publisher", "teacher")),
  board("prices"),
]);

type Ask = (path?: string, headers?: Record<string, string>, method?: string) => Promise<Response>;

function appOf(parts: IdentityParts, demand: Demand): Ask {
  const app = new OpenAPIHono<HttpEnv>();
  app.use("/api/*", identify(parts.authenticator, ORIGINS));
  app.route("/", demandRoutes({ demand, catalog: CATALOG, authenticator: parts.authenticator }));
  app.onError(onError);
  return async (path = DEMAND, headers = {}, method = "GET") =>
    await app.request(path, { headers, method }, { peer: PEER });
}

function demandOf(...groups: string[]): Demand {
  const demand = new Demand(0);
  for (const group of groups) demand.opened(group);
  return demand;
}

async function bearer(...roles: string[]): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await mintToken({ sub: "feed", roles })}` };
}

/** The groups that are watched at the beginning of a stream. */
async function watched(response: Response): Promise<string[]> {
  assert.equal(response.status, 200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return JSON.parse(/^event: state\ndata: (.*)$/m.exec(value!)![1]!).watched;
}

Deno.test("GET /api/v1/demand tells whoever may publish what is watched of what is theirs", async () => {
  await using parts = openIdentity();
  using demand = demandOf("school_1", "prices_1", "user_ann");
  const ask = appOf(parts, demand);
  const all = ["school_1", "prices_1", "user_ann"];
  assert.deepEqual(await watched(await ask(DEMAND, { "x-api-key": API_KEY })), all);
  for (const role of ["publisher", "admin"]) {
    assert.deepEqual(await watched(await ask(DEMAND, await bearer(role))), all);
  }
  const teacher = await bearer("teacher");
  assert.deepEqual(await watched(await ask(DEMAND, teacher)), ["school_1"]);
  assert.deepEqual(await watched(await ask(`${DEMAND}?board=prices`, teacher)), []);
  assert.deepEqual(await watched(await ask(`${DEMAND}?board=prices`, await bearer("admin"))), ["prices_1"]);
});

Deno.test("GET /api/v1/demand refuses who may not publish, and a board that there is not", async () => {
  await using parts = openIdentity();
  using demand = demandOf("school_1");
  const ask = appOf(parts, demand);
  const refusals: [Record<string, string>, string, number][] = [
    [{}, DEMAND, 401],
    [{ "x-api-key": "another" }, DEMAND, 401],
    [await bearer("viewer"), DEMAND, 403],
    [await bearer("publisher"), `${DEMAND}?board=nowhere`, 404],
  ];
  for (const [headers, path, status] of refusals) {
    const response = await ask(path, headers);
    assert.equal(response.status, status);
    assert.doesNotMatch(await response.text(), /school_1/);
  }
  const head = await ask(DEMAND, { "x-api-key": API_KEY }, "HEAD");
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

Deno.test("GET /api/v1/demand ends when what was shown for it does not hold any more", async () => {
  await using parts = openIdentity();
  using demand = demandOf("school_1");
  const ask = appOf(parts, demand);
  const ann = await parts.addUser("ann", "publisher");
  const token = await mintToken({ sub: "ann", roles: ["publisher"] });
  const response = await ask(DEMAND, { authorization: `Bearer ${token}` });
  const reader = response.body!.getReader();
  assert.equal((await reader.read()).done, false);
  await parts.users.setDisabled(ann.name, true);
  assert.equal((await reader.read()).done, true);
});
