/** What the compiler knows of a board's messages; `deno check` fails where it knows another thing. */
import "./support/dom.ts";
import assert from "node:assert/strict";
import type { QueryClient } from "@tanstack/react-query";
import { renderToString } from "react-dom/server";
import { createElement } from "react";
import type { BoardClient } from "../src/client/board_client.ts";
import type { Message } from "../src/protocol/message.ts";
import { boardQuery } from "../src/client/query.ts";
import {
  boardHooks,
  BoardProvider,
  useBoard,
  useFeed,
  useFreshness,
  useLatest,
} from "../src/client/react.ts";
import type { HallEvents } from "./support/hall.ts";
import { Shown } from "./support/react_page.ts";

type State = HallEvents["state"];

/** Compiles only if both are the same type. */
function same<A, B>(
  ..._: (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? [] : [never]
) {}

function Typed(): null {
  const { client, status, send } = useBoard<HallEvents>("hall");
  same<typeof client, BoardClient<HallEvents>>();
  same<Parameters<typeof send>[0], Record<string, unknown>>();
  const state = useLatest("state", "a", client);
  same<typeof state, State | undefined>();
  const entries = useFeed("entry", { keep: 3, client });
  same<typeof entries, readonly HallEvents["entry"][]>();
  // @ts-expect-error -- no such event
  useLatest("stat", "a", client);
  // @ts-expect-error -- no such event
  useFeed("entri", { client });
  // @ts-expect-error -- no such event
  useFreshness("beats", undefined, client);
  // @ts-expect-error -- no such status
  status.name === "open";

  const hall = boardHooks<HallEvents>();
  const nearest = hall.useLatest("state");
  same<typeof nearest, State | undefined>();
  const feed = hall.useFeed("flash");
  same<typeof feed, readonly HallEvents["flash"][]>();
  // @ts-expect-error -- no such event
  hall.useLatest("stat");
  // @ts-expect-error -- no such event
  hall.useFreshness("beats");

  const any = useLatest("whatever");
  same<typeof any, Message | undefined>();
  return null;
}

/** Never called: only what it compiles to matters. */
function typedQuery(queries: QueryClient, client: BoardClient<HallEvents>): void {
  boardQuery(queries, client, {
    put: {
      state: { key: (message) => (same<typeof message, State>(), ["state", message.k]) },
      // @ts-expect-error -- no such event
      stat: { key: () => [] },
    },
    invalidate: {
      entry: ({ n }) => (same<typeof n, number>(), [["entries"]]),
      $gap: ({ cause }) => (same<typeof cause, "trimmed" | "restarted" | "backend">(), [["entries"]]),
    },
  });
}

Deno.test("the hooks and boardQuery() know the messages of a board by its event map", () => {
  assert.equal(typeof Typed, "function");
  assert.equal(typeof typedQuery, "function");
});

Deno.test("on a server a board is rendered as one of which nothing is known, and nothing is connected", () => {
  const shown = new Shown(() => [useBoard().status.name, useLatest("entry"), useFeed("entry")]);
  const tree = createElement(BoardProvider, { board: "trading" }, shown.element());
  assert.equal(renderToString(tree), "<p>[&quot;closed&quot;,null,[]]</p>");
});
