import assert from "node:assert/strict";
import { openBoards } from "../../../tests/support/boards.ts";
import { widgetSchema } from "../../config/widget.ts";
import type { Widget } from "../../protocol/view.ts";
import type { Board } from "../board.ts";

const NAMES = ["dashboard", "engagement", "school", "trading", "prices", "tutoring"];

function eventsOf(widget: Widget): readonly string[] {
  if (widget.widget === "text") return [];
  if (widget.widget === "feed") return widget.events;
  return [widget.event, ..."also" in widget ? widget.also ?? [] : []];
}

/** The paths that lead to routes of the board, with a name for each parameter. */
function routesOf(board: Board): string[] {
  const app = board.routes?.(() => Promise.resolve(true));
  return app?.routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, "*")}`) ?? [];
}

Deno.test("every built-in board has a view, of events that it declares", async () => {
  await using boards = openBoards();
  for (const name of NAMES) {
    const { view = [], events } = boards.catalog.board(name)!;
    assert.ok(view.length >= 2, name);
    for (const event of view.flatMap(eventsOf)) {
      assert.ok(Object.hasOwn(events, event), `${name} shows ${event}`);
    }
  }
});

Deno.test("what a built-in view says an operator could say as well, but for actions and test ids", async () => {
  await using boards = openBoards();
  const written = (ms: number | undefined) => ms === undefined ? undefined : `${ms}ms`;
  for (const name of NAMES) {
    for (const widget of boards.catalog.board(name)!.view!) {
      const { actions: _, testId: __, ...plain } = widget as Widget & { actions?: unknown };
      const times = plain.widget === "stat"
        ? { change: written(plain.change), within: written(plain.within) }
        : plain.widget === "chart"
        ? { window: written(plain.window) }
        : {};
      const parsed = widgetSchema.safeParse({ ...plain, ...times });
      assert.ok(parsed.success, `${name} ${widget.title}: ${parsed.error?.message}`);
    }
  }
});

Deno.test("every action of a built-in view asks for a route of its board", async () => {
  await using boards = openBoards();
  let count = 0;
  for (const name of NAMES) {
    const board = boards.catalog.board(name)!;
    const routes = routesOf(board);
    for (const widget of board.view!) {
      if (widget.widget !== "table") continue;
      for (const { method, path } of widget.actions ?? []) {
        const route = `${method} ${path.replaceAll(/\{[^}]+\}/g, "*")}`;
        assert.ok(routes.includes(route), `${name} has no ${route}: ${routes.join(", ")}`);
        count++;
      }
    }
  }
  assert.equal(count, 8);
});
