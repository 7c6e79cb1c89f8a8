import type { BoardDraft } from "../../config/board_draft.ts";
import { nearest } from "../../config/nearest.ts";
import type { Mistake } from "../../config/problem.ts";
import { eventsOf } from "../../config/widget.ts";

/** Groups that carry, and widgets that show, events which the board does not have. */
export function eventMistakes({ name, events, groups, view }: BoardDraft): Mistake[] {
  const named = [
    ...groups.flatMap(({ section, events = [] }) =>
      events.map((event, at) => ({ path: [...section, "events", at], event }))
    ),
    ...view.flatMap((widget, at) =>
      (widget ? eventsOf(widget) : []).map(({ path, event }) => ({
        path: ["boards", name, "view", at, ...path],
        event,
      }))
    ),
  ];
  return named.filter(({ event }) => !events.has(event))
    .map(({ path, event }) => ({ path, words: wordsFor(event, [...events.keys()]) }));
}

function wordsFor(event: string, known: readonly string[]): string {
  if (known.length === 0) return "the board has no events";
  return `the board has no such event; did you mean ${nearest(event, known)}?`;
}
