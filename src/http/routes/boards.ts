import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { hasRole, type Identity } from "../../auth/identity.ts";
import type { Records } from "../../backend/backend.ts";
import type { Board } from "../../board/board.ts";
import type { BoardCatalog, GroupAddress } from "../../board/board_catalog.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../board/routing.ts";
import type { GroupRegistry } from "../../group/group_registry.ts";
import type { JsonObject } from "../../protocol/message.ts";
import type { Position } from "../../protocol/position.ts";
import type { KeptPublication } from "../../record/publication.ts";

/** An answer holds no more than this of what a group keeps; who wants more asks again after the last. */
const MAX_HISTORY_CHARACTERS = 4 * 1024 * 1024;

/** Reading boards, groups and what groups keep. */
export function boardRoutes(
  { catalog, records, groups }: { catalog: BoardCatalog; records: Records; groups: GroupRegistry },
): OpenAPIHono<RouteEnv> {
  const routes = new Routes("boards", "error");

  async function address(c: RouteContext): Promise<GroupAddress> {
    const identity = c.get("identity");
    const name = c.req.param("group")!;
    const found = catalog.group(name);
    if (!found) throw routes.refusal(404, `No board declares the group "${name}"`);
    if (hasRole(identity) || await found.declaration.maySee(identity, found.params)) return found;
    routes.signedIn(c);
    throw routes.refusal(403, `You may not see the group "${name}"`);
  }

  routes.add(
    { method: "get", path: "/api/v1/boards", answer: "{boards}: those one may watch" },
    async (c) => {
      const boards = await Promise.all(catalog.all.map((board) => summary(board, c.get("identity"))));
      return c.json({ boards: boards.filter((board) => board !== null) });
    },
  );

  routes.add(
    { method: "get", path: "/api/v1/boards/{name}", answer: "The board with its events and groups" },
    async (c) => {
      const board = catalog.board(c.req.param("name")!);
      const found = board && await summary(board, c.get("identity"));
      if (!found) throw routes.refusal(404, `There is no board "${c.req.param("name")}" that you may watch`);
      return c.json({ ...found, events: eventsOf(board) });
    },
  );

  routes.add({
    method: "get",
    path: "/api/v1/groups/{group}",
    answer: "{group, board, members, epoch, offset}",
  }, async (c) => {
    const { name, board } = await address(c);
    const position = await records.read(name, (record) => record.position);
    return c.json({ group: name, board: board.name, members: groups.members(name), ...position });
  });

  routes.add({
    method: "get",
    path: "/api/v1/groups/{group}/history",
    summary:
      "The newest ?limit= (100), or those that follow ?after= in its ?epoch=; of one ?event= if it is given",
    answer: "{group, epoch, offset, gap, publications: [{offset, time, message}]}, oldest first",
  }, async (c) => {
    const { name } = await address(c);
    const limit = routes.count(c, "limit", 100, 1000);
    const { after, epoch, event } = c.req.query();
    if (after !== undefined && !/^\d{1,15}$/.test(after)) {
      throw routes.refusal(422, "?after= must be an offset");
    }
    return c.json(
      await records.read(name, (record) => {
        const position = after === undefined ? undefined : positionOf(record.position, after, epoch);
        const { publications, gap } = record.since(position);
        const matching = publications.filter((publication) =>
          event === undefined || publication.event === event
        );
        const page = after === undefined
          ? withinSize(matching.slice(-limit).reverse()).reverse()
          : withinSize(matching.slice(0, limit));
        return { group: name, ...record.position, gap, publications: page.map(shown) };
      }),
    );
  });

  return routes.app;
}

/** The first of `publications` that fit into an answer; at least one. */
function withinSize(publications: KeptPublication[]): KeptPublication[] {
  let characters = 0;
  return publications.filter(({ text }, at) => {
    characters += text.length;
    return at === 0 || characters <= MAX_HISTORY_CHARACTERS;
  });
}

/** A board as `identity` sees it in a list; `null` if it may not watch it. Who publishes sees all. */
async function summary(board: Board, identity: Identity | null): Promise<JsonObject | null> {
  const paths = await board.paths(identity);
  if (paths.length === 0 && !hasRole(identity, "publisher")) return null;
  return {
    name: board.name,
    title: board.title,
    paths,
    endpoints: board.endpoints.map(({ path }) => path),
    groups: board.groups.map(({ pattern }) => pattern.text),
    events: Object.keys(board.events),
  };
}

function eventsOf(board: Board): JsonObject {
  return Object.fromEntries(
    Object.entries(board.events).map(([name, { rule, schema }]) => [
      name,
      { rule, schema: z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) },
    ]),
  );
}

/** Without an epoch nothing is after the newest. */
function positionOf(top: Position, after: string, epoch: string | undefined): Position {
  if (epoch !== undefined) return { epoch, offset: Number(after) };
  return { epoch: top.epoch, offset: Math.min(Number(after), top.offset) };
}

function shown({ offset, time, text }: KeptPublication): JsonObject {
  return { offset, time: new Date(time).toISOString(), message: JSON.parse(text) };
}
