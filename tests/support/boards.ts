/** The built-in boards with their HTTP routes on a backend in memory, without a server around them. */
import assert from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Identity } from "../../src/auth/identity.ts";
import { Memberships } from "../../src/auth/memberships.ts";
import { LocalBackend } from "../../src/backend/local/local_backend.ts";
import { DeclaredBoards } from "../../src/board/declared_boards.ts";
import type { Publish } from "../../src/board/board.ts";
import { BoardCatalog } from "../../src/board/board_catalog.ts";
import { builtinBoards, type BuiltinSettings } from "../../src/board/builtin/builtin_boards.ts";
import { groupTraits } from "../../src/board/group_traits.ts";
import { Publisher } from "../../src/board/publisher.ts";
import type { RouteEnv } from "../../src/board/routing.ts";
import { Demand } from "../../src/group/demand.ts";
import { boardsSchema } from "../../src/config/boards.ts";
import { GroupRegistry } from "../../src/group/group_registry.ts";
import { onError } from "../../src/http/on_error.ts";
import { boardRoutes } from "../../src/http/routes/boards.ts";
import { inboxRoutes } from "../../src/http/routes/inbox.ts";
import { publishRoutes } from "../../src/http/routes/publish.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Publication } from "../../src/record/publication.ts";

/** An answer of the routes; `body` is what was JSON in it. */
export interface Answer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** The boards, and what they work on. */
export interface Boards extends AsyncDisposable {
  readonly backend: LocalBackend;
  readonly catalog: BoardCatalog;
  readonly groups: GroupRegistry;
  readonly demand: Demand;
  readonly memberships: Memberships;
  readonly publisher: Publisher;
  readonly publish: Publish;
  /** All that was published, in its order. */
  readonly published: { readonly group: string; readonly publication: Publication }[];
  /** The messages that were published to `group`. */
  messages(group: string): Message[];
  /** Sends one request as `as`, or as nobody. */
  ask(
    method: string,
    path: string,
    options?: { as?: Identity; json?: unknown; body?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
}

const ALL: BuiltinSettings = {
  dashboard: { enabled: true },
  engagement: { enabled: true },
  school: { enabled: true },
  trading: { enabled: true, open: true },
  prices: { enabled: true, open: true },
  tutoring: { enabled: true, open: true },
};

/** Builds the boards, all enabled and open but for `settings`, and those that are `declared` as in a file. */
export function openBoards(
  { settings = {}, declared = {}, maxBytes = 65_536, batch = 10 }: {
    settings?: Partial<BuiltinSettings>;
    declared?: Record<string, unknown>;
    maxBytes?: number;
    batch?: number;
  } = {},
): Boards {
  const published: Boards["published"] = [];
  const backend: LocalBackend = new LocalBackend(null, {
    ruleOf: (group, event) => catalog.rule(group, event),
    onPublications: (turn) => {
      for (const [group, publications] of turn) {
        published.push(...publications.map((publication) => ({ group, publication })));
      }
      groups.deliver(turn);
    },
  });
  const { records, store, nodes } = backend;
  const demand = new Demand();
  const groups: GroupRegistry = new GroupRegistry({
    records,
    demand,
    nodes,
    traitsOf: (name) => groupTraits(catalog, name),
    isBackendWell: () => true,
    isFedBy: () => false,
  });
  const memberships = new Memberships(store);
  const boards = boardsSchema.parse({ ...ALL, ...settings, ...declared });
  const catalog = new BoardCatalog([
    ...builtinBoards(boards, { store, records, nodes, groups, memberships }),
    ...new DeclaredBoards(memberships).of(boards),
  ]);
  const publisher = new Publisher(catalog, records, { maxBytes });
  const publish: Publish = (...items) => publisher.publishOwn(...items).then(() => true);

  const app = new OpenAPIHono<RouteEnv & { Bindings: { identity: Identity | null } }>();
  app.use(async (c, next) => {
    c.set("identity", c.env.identity);
    await next();
  });
  for (
    const routes of [
      publishRoutes(publisher, { batch }),
      boardRoutes({ catalog, records, groups, viewers: () => 0 }),
      inboxRoutes(records),
      ...catalog.all.flatMap((board) => board.routes?.(publish) ?? []),
    ]
  ) app.route("/", routes);
  app.onError(onError);

  return {
    backend,
    catalog,
    groups,
    demand,
    memberships,
    publisher,
    publish,
    published,
    messages: (group) =>
      published.filter((one) => one.group === group).map(({ publication }) => JSON.parse(publication.text)),
    ask: async (method, path, { as: identity = null, json, body, headers = {} } = {}) => {
      const content = json === undefined ? body ?? null : JSON.stringify(json);
      const response = await app.request(path, { method, body: content, headers }, { identity });
      const text = await response.text();
      assert.match(response.headers.get("content-type") ?? "", /json/, `${response.status} ${text}`);
      return { status: response.status, body: JSON.parse(text) };
    },
    [Symbol.asyncDispose]: () => {
      groups[Symbol.dispose]();
      demand[Symbol.dispose]();
      return backend[Symbol.asyncDispose]();
    },
  };
}

/** Somebody who is signed in. */
export function somebody(more: Partial<Identity> = {}): Identity {
  return {
    subject: "ann",
    userId: 7,
    name: "Ann",
    email: null,
    roles: [],
    mspId: null,
    clientId: null,
    schools: null,
    claims: {},
    credential: "bearer",
    expires: null,
    session: null,
    ...more,
  };
}

/** Somebody with this one role. */
export function withRole(role: string, more: Partial<Identity> = {}): Identity {
  return somebody({ subject: role, name: role, roles: [role], ...more });
}
