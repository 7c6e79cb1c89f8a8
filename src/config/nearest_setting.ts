import { z } from "zod";
import type { JsonObject } from "../protocol/message.ts";
import { BUILTIN_NAMES } from "./boards.ts";
import { configSchema, settings } from "./config.ts";
import { fieldsOf } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { declaredBoardSchema } from "./declared_board.ts";
import { djangoLayerSchema } from "./django.ts";
import { schemaAt } from "./schema_at.ts";

/** The setting that somebody meant who wrote `path`: the same name elsewhere, or the most like beside it. */
export function nearestSetting(path: readonly PropertyKey[], values: JsonObject): string {
  const name = String(path.at(-1));
  const [first, board] = path;
  if (path.length <= 2) return nearestFixed(path, name);
  if (first === "django") return nearestField(djangoLayerSchema, path, name, values);
  const isDeclared = first === "boards" && !BUILTIN_NAMES.includes(String(board));
  return isDeclared ? nearestField(declaredBoardSchema, path, name, values) : nearestFixed(path, name);
}

function nearestFixed(path: readonly PropertyKey[], name: string): string {
  const paths = settings().map((setting) => setting.path);
  const elsewhere = paths.find((known) => known.split(".").at(-1) === name);
  if (elsewhere) return elsewhere;
  const section = path.slice(0, -1).map((part) => `${String(part)}.`).join("");
  const neighbours = paths.filter((known) => known.startsWith(section))
    .map((known) => known.slice(section.length).split(".")[0]!);
  return section + nearest(name, neighbours);
}

/** Within what has a name of its own, such as a declared board: names of a widget belong to that widget. */
function nearestField(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  name: string,
  values: JsonObject,
): string {
  const named = path.slice(0, 2).join(".");
  const fields = fieldsOf(schema);
  const elsewhere = fields.find((field) => field.path === name) ??
    fields.find((field) => field.path.split(".").at(-1) === name);
  if (elsewhere) return `${named}.${elsewhere.path}`;
  const section = path.slice(0, -1);
  const parent = schemaAt(configSchema, section, values);
  const neighbours = parent instanceof z.ZodObject ? Object.keys(parent.shape) : [];
  return [...section, nearest(name, neighbours)].join(".");
}
