import type { z } from "zod";
import { allowed } from "./allowed.ts";
import { FOREIGN_VARIABLES, settings } from "./config.ts";
import { declaredBoardSchema } from "./declared_board.ts";
import { djangoLayerSchema } from "./django.ts";
import { type Field, fieldsOf } from "./fields.ts";
import { widgetSchema } from "./widget.ts";

/** Every setting, every field of a declared board, of a widget and of a Django layer, as tables in Markdown. */
export function reference(): string {
  return [
    settingsTable(),
    "A board that `boards.<name>` declares:",
    fieldsTable(declaredBoardSchema),
    "A widget of its `view`:",
    widgetTable(),
    "A layer that `django.<name>` names:",
    fieldsTable(djangoLayerSchema),
  ].join("\n\n");
}

/** The settings: their variables, what is allowed, their defaults, what they are for. */
export function settingsTable(): string {
  const rows = settings().map(({ path, variable, schema, fallback, description }) => {
    const variables = [variable, ...foreignNames(path)].map(code).join(" ");
    return [code(path), variables, code(JSON.stringify(fallback)), allowed(schema), description];
  });
  return table(["setting", "variables", "default", "allowed", "what it is for"], rows);
}

function fieldsTable(schema: z.ZodType): string {
  const rows = fieldsOf(schema).map((field) => [code(field.path), ...described(field)]);
  return table(["field", "default", "allowed", "what it is for"], rows);
}

/** A field that several widgets have alike stands there once. */
function widgetTable(): string {
  const fields = widgetSchema.options.flatMap((option) =>
    fieldsOf(option).filter(({ path }) => path !== "widget")
      .map((field) => ({ widget: option.shape.widget.value, cells: [code(field.path), ...described(field)] }))
  );
  const rows = [...Map.groupBy(fields, ({ cells }) => cells.join()).values()].map((same) => {
    const [name, ...cells] = same[0]!.cells;
    return [name!, same.map(({ widget }) => widget).join(", "), ...cells];
  });
  return table(["field", "widgets", "default", "allowed", "what it is for"], rows);
}

function described({ schema, fallback, isRequired, description }: Field): string[] {
  const without = fallback === undefined ? "" : code(JSON.stringify(fallback));
  return [isRequired ? "must be given" : without, allowed(schema), description];
}

function foreignNames(path: string): string[] {
  return Object.entries(FOREIGN_VARIABLES).filter(([, to]) => to === path).map(([name]) => name);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
