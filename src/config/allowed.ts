import { z } from "zod";

/** What may be given for `schema`, in words that follow "use". */
export function allowed(schema: z.ZodType): string {
  const inner = unwrapped(schema);
  return String(inner.meta()?.["allowed"] ?? ofKind(inner));
}

/** The schema within its default and its null. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional
  ) return unwrapped(schema.unwrap() as z.ZodType);
  return schema;
}

function ofKind(schema: z.ZodType): string {
  if (schema instanceof z.ZodNumber) {
    return schema.isInt ? `a whole number from ${schema.minValue} to ${schema.maxValue}` : "a number";
  }
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(", ")}`;
  if (schema instanceof z.ZodArray) {
    return `${listOf(schema)}, each item ${allowed(schema.element as z.ZodType)}`;
  }
  if (schema instanceof z.ZodObject) return `a section with ${Object.keys(schema.shape).join(", ")}`;
  if (schema instanceof z.ZodString && schema.maxLength !== null) {
    return `a text of ${schema.minLength ?? 0} to ${schema.maxLength} characters`;
  }
  return "a text that is not empty";
}

function listOf(schema: z.ZodArray): string {
  const checks = (schema.def.checks ?? []).map(({ _zod }) =>
    _zod.def as { minimum?: number; maximum?: number }
  );
  const least = checks.find(({ minimum }) => minimum !== undefined)?.minimum ?? 0;
  const most = checks.find(({ maximum }) => maximum !== undefined)?.maximum;
  if (most !== undefined) return `a list of ${least} to ${most}`;
  return least > 0 ? "a list that is not empty" : "a list";
}
