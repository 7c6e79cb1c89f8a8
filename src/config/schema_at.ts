import { z } from "zod";
import { isObject } from "../protocol/message.ts";
import { unwrapped } from "./allowed.ts";

/** The schema of what stands at `path` of `value`; `undefined` where there can be nothing. */
export function schemaAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): z.ZodType | undefined {
  const inner = branch(unwrapped(schema), value);
  const [name, ...rest] = path;
  if (name === undefined) return inner;
  const within = childOf(inner, String(name));
  return within && schemaAt(within, rest, itemOf(value, name));
}

/** What stands at `path` of `value`; `undefined` where it ends early. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(itemOf, value);
}

function itemOf(value: unknown, name: PropertyKey): unknown {
  const isContainer = isObject(value) || Array.isArray(value);
  return isContainer && Object.hasOwn(value, name)
    ? (value as Record<PropertyKey, unknown>)[name]
    : undefined;
}

function childOf(schema: z.ZodType, name: string): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (!(schema instanceof z.ZodObject)) return undefined;
  if (Object.hasOwn(schema.shape, name)) return schema.shape[name] as z.ZodType;
  return schema.def.catchall as z.ZodType | undefined;
}

/** Of several schemas the one that `value` is meant for: a text, or a section with the same fixed texts. */
function branch(schema: z.ZodType, value: unknown): z.ZodType {
  if (!(schema instanceof z.ZodUnion)) return schema;
  const options = schema.options as z.ZodType[];
  const [sections, others] = [options.filter(isSection), options.filter((option) => !isSection(option))];
  if (typeof value === "string" && others.length === 1) return others[0]!;
  if (!isObject(value)) return schema;
  return sections.find(({ shape }) =>
    Object.entries(shape).every(([name, field]) =>
      !(field instanceof z.ZodLiteral) || field.value === value[name]
    )
  ) ?? schema;
}

function isSection(schema: z.ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject;
}
