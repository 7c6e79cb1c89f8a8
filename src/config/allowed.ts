import { z } from "zod";

/** What may be given at `path` of `schema`, in words that follow "use". */
export function allowed(schema: z.ZodType, path: readonly PropertyKey[] = []): string {
  const inner = unwrapped(schema);
  const [name, ...rest] = path;
  if (name !== undefined && inner instanceof z.ZodObject) {
    return allowed(inner.shape[String(name)] as z.ZodType, rest);
  }
  if (name !== undefined && inner instanceof z.ZodArray) return allowed(inner.element as z.ZodType, rest);
  return String(inner.meta()?.["allowed"] ?? ofKind(inner));
}

/** The schema within its default and its null. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable) {
    return unwrapped(schema.unwrap() as z.ZodType);
  }
  return schema;
}

function ofKind(schema: z.ZodType): string {
  if (schema instanceof z.ZodNumber) return `a whole number from ${schema.minValue} to ${schema.maxValue}`;
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(", ")}`;
  if (schema instanceof z.ZodArray) return `a list, each item ${allowed(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodObject) return `a section with ${Object.keys(schema.shape).join(", ")}`;
  return "a text that is not empty";
}
