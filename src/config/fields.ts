import { z } from "zod";
import { unwrapped } from "./allowed.ts";

/** One field of a section that can stand there several times; `<name>` and `[n]` stand for its name or number. */
export interface Field {
  readonly path: string;
  readonly schema: z.ZodType;
  /** What it is without being given; `undefined` if it is nothing or must be given. */
  readonly fallback: unknown;
  readonly isRequired: boolean;
  readonly description: string;
}

/** The fields of `schema` in its order; those of widgets are not among them. */
export function fieldsOf(schema: z.ZodType, path: readonly string[] = []): Field[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, field]) =>
      fieldsOf(field as z.ZodType, [...path, name])
    );
  }
  const field = {
    path: path.join("."),
    schema: inner,
    fallback: schema.safeParse(undefined).data,
    isRequired: !schema.safeParse(undefined).success,
    description: schema.description ?? "",
  };
  return [field, ...sectionsWithin(inner).flatMap((section) => fieldsOf(section, itemsOf(inner, path)))];
}

function itemsOf(schema: z.ZodType, path: readonly string[]): string[] {
  return schema instanceof z.ZodRecord ? [...path, "<name>"] : [...path.slice(0, -1), `${path.at(-1)}[n]`];
}

/** The section that each item of a list or a mapping is, or may be. */
function sectionsWithin(schema: z.ZodType): z.ZodType[] {
  const item = schema instanceof z.ZodArray
    ? schema.element
    : schema instanceof z.ZodRecord
    ? schema.valueType
    : undefined;
  if (item instanceof z.ZodObject) return [item];
  if (!(item instanceof z.ZodUnion) || item instanceof z.ZodDiscriminatedUnion) return [];
  return (item.options as z.ZodType[]).filter((option) => option instanceof z.ZodObject);
}
