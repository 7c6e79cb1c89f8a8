import type { BoardDraft } from "../../config/board_draft.ts";
import type { Mistake } from "../../config/problem.ts";
import { withOwnFields } from "../declared_event.ts";
import { SchemaCompiler } from "../json_schema.ts";

/** JSON schemas that cannot be compiled, with the place within them where that is known. */
export function schemaMistakes(boards: readonly BoardDraft[]): Mistake[] {
  const compiler = new SchemaCompiler();
  return boards.flatMap(({ name, events }) =>
    [...events].flatMap(([event, schema]) => {
      if (!schema) return [];
      const compiled = compiler.compile(withOwnFields(event, schema));
      if (!("mistakes" in compiled)) return [];
      const at = ["boards", name, "events", event, "schema"];
      return compiled.mistakes.map(({ path, message }) => ({ path: [...at, ...path], words: message }));
    })
  );
}
