import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { hasRole, type Identity } from "../../auth/identity.ts";
import type { Records } from "../../backend/backend.ts";
import type { Board } from "../../board/board.ts";
import type { BoardCatalog, GroupAddress } from "../../board/board_catalog.ts";
import { type RouteContext, type RouteEnv, Routes } from "../../board/routing.ts";
import { boardActivity } from "../board_activity.ts";
import type { GroupRegistry } from "../../group/group_registry.ts";
import type { JsonObject } from "../../protocol/message.ts";
import type { Position } from "../../protocol/position.ts";
import { shown, withinSize } from "./kept_publications.ts";

/** Reading boards, groups and what groups keep. */
export function boardRoutes(
  { catalog, records, groups, viewers }: {
    catalog: BoardCatalog;
    records: Records;
    groups: GroupRegistry;
    /** How many connections watch the board of this name, on all nodes. */
    viewers(board: string): number;
  },
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
    {
      method: "get",
      path: "/api/v1/boards",
      answer:
        "{boards}: those one may watch, how many do, and what happens there: {viewers, rate, freshness}",
    },
    async (c) => {
      const watched = catalog.all.filter(({ endpoints }) => endpoints.length > 0);
      const boards = await Promise.all(watched.map((board) => summary(board, c.get("identity"))));
      const activities = await boardActivity({ catalog, groups }, c.get("identity"));
      return c.json({
        boards: boards.filter((board) => board !== null).map((board) => ({
          ...board,
          viewers: viewers(board.name),
          ...activities.get(board.name) ?? { rate: null, freshness: null },
        })),
      });
    },
  );

  routes.add(
    { method: "get", path: "/api/v1/boards/{name}", answer: "The board with its events, groups and view" },
    async (c) => {
      const board = catalog.board(c.req.param("name")!);
      const found = board && await summary(board, c.get("identity"));
      if (!found) throw routes.refusal(404, `There is no board "${c.req.param("name")}" that you may watch`);
      const names = await board.names?.(c.get("identity")) ?? {};
      return c.json({ ...found, ...traitsOf(board), events: eventsOf(board), names, view: board.view ?? [] });
    },
  );

  routes.add({
    method: "get",
    path: "/api/v1/groups/{group}",
    summary: "Where its record stands, how many watch it, how fresh its events are",
    answer: "{group, board, members, epoch, offset, freshness: [{event, key?, status, age, cause?}]}",
  }, async (c) => {
    const { name, board } = await address(c);
    return c.json(
      await records.read(name, (record) => ({
        group: name,
        board: board.name,
        members: groups.viewers(name),
        ...record.position,
        freshness: groups.freshnessOf(name, record, Date.now()),
      })),
    );
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

type Summary = JsonObject & { readonly name: string };

/** A board as `identity` sees it in a list; `null` if it may not watch it. Who publishes sees all. */
async function summary(board: Board, identity: Identity | null): Promise<Summary | null> {
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

/** Which of its groups show who is there, which can be joined and left, and which carry only these events. */
function traitsOf({ groups }: Board): JsonObject {
  const namesOf = (some: Board["groups"]) => some.map(({ pattern }) => pattern.text);
  return {
    presence: namesOf(groups.filter(({ presence }) => presence)),
    joinable: namesOf(groups.filter(({ joinable }) => joinable)),
    groupEvents: Object.fromEntries(
      groups.flatMap(({ pattern, events }) => events ? [[pattern.text, events]] : []),
    ),
  };
}

function eventsOf(board: Board): JsonObject {
  return Object.fromEntries(
    Object.entries(board.events).map(([name, { rule, every, schema, jsonSchema }]) => [
      name,
      { rule, every, schema: jsonSchema ?? z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) },
    ]),
  );
}

/** Without an epoch nothing is after the newest. */
function positionOf(top: Position, after: string, epoch: string | undefined): Position {
  if (epoch !== undefined) return { epoch, offset: Number(after) };
  return { epoch: top.epoch, offset: Math.min(Number(after), top.offset) };
}
