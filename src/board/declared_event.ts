import { z } from "zod";
import type { DeclaredEvent } from "../config/declared_board.ts";
import { durationOf } from "../config/duration.ts";
import { isObject, type JsonObject, type Message } from "../protocol/message.ts";
import type { EventRule } from "../record/event_rule.ts";
import type { EventDeclaration } from "./board.ts";
import type { SchemaCompiler } from "./json_schema.ts";

/** What a board declares of one event. @throws TypeError for a schema that cannot be compiled */
export function declaredEvent(
  name: string,
  event: DeclaredEvent,
  compiler: SchemaCompiler,
): EventDeclaration {
  return {
    rule: ruleOf(event),
    ...event.every !== undefined && { every: durationOf(event.every)! },
    schema: messageSchema(name, event.schema ?? {}, compiler),
    jsonSchema: event.schema ?? {},
    frame: (message, { now }) =>
      message["timestamp"] === undefined ? { ...message, timestamp: now } : message,
  };
}

/**
 * The schema with what every message may have besides what it says of itself, so that it can refuse other fields
 * without naming these.
 */
export function withOwnFields(name: string, schema: JsonObject): JsonObject {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  return { ...schema, properties: { type: { const: name }, timestamp: true, ...properties } };
}

function ruleOf({ key, keep }: DeclaredEvent): EventRule {
  const kept = typeof keep === "number" ? { count: keep } : keep !== undefined && { ms: durationOf(keep)! };
  return { ...key && { key }, ...kept };
}

function messageSchema(name: string, declared: JsonObject, compiler: SchemaCompiler): z.ZodType<Message> {
  const compiled = compiler.compile(withOwnFields(name, declared));
  if ("mistakes" in compiled) {
    throw new TypeError(`Cannot use the schema of the event ${name}: ${compiled.mistakes[0]?.message}`);
  }
  return z.custom<Message>().superRefine((message, context) => {
    for (const { path, message: words } of compiled.problems(message)) {
      context.addIssue({ code: "custom", path: [...path], message: words });
    }
  });
}
