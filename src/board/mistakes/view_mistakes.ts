import type { BoardDraft } from "../../config/board_draft.ts";
import { nearest } from "../../config/nearest.ts";
import type { Mistake } from "../../config/problem.ts";
import { eventsOf } from "../../config/widget.ts";

/** Widgets that show events which the board does not have. */
export function viewMistakes({ name, events, view }: BoardDraft): Mistake[] {
  const known = [...events.keys()];
  return view.flatMap((widget, at) =>
    (widget ? eventsOf(widget) : []).filter(({ event }) => !events.has(event)).map(({ path, event }) => ({
      path: ["boards", name, "view", at, ...path],
      words: known.length === 0
        ? "the board has no events"
        : `the board has no such event; did you mean ${nearest(event, known)}?`,
    }))
  );
}
