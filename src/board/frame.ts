import { z } from "zod";
import { isObject, type JsonObject, type Message, parseJson } from "../protocol/message.ts";

/** The reply to a frame that is not a JSON object, on the boards that answer it. */
export const INVALID_JSON: JsonObject = { type: "error", message: "Invalid JSON format" };

/** A frame as a JSON object; `undefined` for anything else: binary, not JSON, not an object. */
export function objectOf(data: string | Uint8Array): JsonObject | undefined {
  const value = typeof data === "string" ? parseJson(data) : undefined;
  return isObject(value) ? value : undefined;
}

/** A list of texts, whatever was given: other things in it, and what is not a list, are left out. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The schema of a message with the type `type` and these fields, and no others. */
export function messageSchema(type: string, fields: z.ZodRawShape): z.ZodType<Message> {
  return z.strictObject({ type: z.literal(type), ...fields }) as unknown as z.ZodType<Message>;
}

/** The schema of a message with any type except the `reserved` ones. */
export function anyMessageSchema(reserved: readonly string[], fields: z.ZodRawShape): z.ZodType<Message> {
  const type = z.string().regex(
    /^[^\p{Cc}]{1,100}$/u,
    "it must have 1 to 100 characters, and no control characters",
  )
    .refine((name) => !reserved.includes(name), "the board itself sends this type: use another");
  return z.strictObject({ type, ...fields }) as unknown as z.ZodType<Message>;
}

/** A JSON object with any fields. */
export const anyObject = z.record(z.string(), z.unknown());

/** A publisher's own time stamp, passed through as it is. */
export const timestamp = z.string().min(1).max(64).optional();
