import assert from "node:assert/strict";
import { openBoards } from "../../tests/support/boards.ts";
import { openIdentity } from "../../tests/support/identity.ts";
import { Misfits } from "../backend/misfits.ts";
import { configSchema } from "../config/config.ts";
import { Traffic } from "../connection/traffic.ts";
import { openOperations } from "../../tests/support/operations.ts";
import { createApp } from "./app.ts";
import { Metrics, type MetricsSource } from "./metrics.ts";

const NOTHING_COUNTED: MetricsSource = {
  connections: [],
  lagging: 0,
  stuck: 0,
  closes: new Map(),
  refusals: new Map(),
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

const NO_DJANGO = { statuses: [], misfits: new Misfits(), test: () => Promise.resolve({}) };
const NO_STREAMS = { isStream: () => false, stream: () => Promise.reject(new Error("Nobody asks for one")) };

/** What browsers open or load, and the description itself. */
const PAGES = [
  "/",
  "/*",
  "/auth/*",
  "/boards/*",
  "/client.js",
  "/client.js.map",
  "/dashboard",
  "/favicon.ico",
  "/login/",
  "/openapi.json",
  "/operations",
  "/static/*",
  "/test_websocket.html",
];

Deno.test("openapi.json describes every route that is no page", async () => {
  await using identity = openIdentity();
  await using boards = openBoards();
  using metrics = new Metrics(NOTHING_COUNTED);
  const config = configSchema.parse({});
  using operations = openOperations({ ...identity, ...boards });
  const connections = { size: 0, perBoard: new Map(), traffic: new Traffic() };
  const upgrade = NO_STREAMS;
  const parts = {
    ...identity,
    ...boards,
    metrics,
    operations,
    upgrade,
    connections,
    django: NO_DJANGO,
    config,
    version: "0",
  };
  const app = createApp(parts);
  const routes = app.routes.filter(({ method, path }) => method !== "ALL" && !isPage(path));
  const served = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  const peer = { address: "10.0.0.1", host: "boards.example", secure: false };
  const { paths } = await (await app.request("/openapi.json", {}, { peer })).json();
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations as object).map((method) => `${method.toUpperCase()} ${path}`)
  );
  assert.ok(served.includes("GET /health/ready") && served.length > 40, served.join("\n"));
  assert.deepEqual(described.toSorted(), [...new Set(served)].toSorted());
});

function isPage(path: string): boolean {
  return PAGES.some((page) =>
    path === page || (page.endsWith("/*") && page !== "/*" && path.startsWith(page.slice(0, -1)))
  );
}
