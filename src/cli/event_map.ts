import { z } from "zod";
import type { Board, EventDeclaration } from "../board/board.ts";
import { isObject, type JsonObject } from "../protocol/message.ts";
import { described, keyOf, type NamedTypes, pascal, SchemaTypes } from "./schema_type.ts";

/** The events of `board` as an interface of TypeScript, for `BoardClient<…>`. */
export function eventMap({ name, title, events }: Board): string {
  const map = `${pascal(name)}Events`;
  const named: NamedTypes = new Map([[map, ""]]);
  const fields = Object.entries(events).filter(([event]) => event !== "*").map(([event, declaration]) => {
    const schema = messageSchema(event, declaration);
    const types = new SchemaTypes(schema, named, pascal(event));
    return described(schema) + `${keyOf(event)}: ${types.typeOf(schema)};`;
  });
  named.delete(map);
  const more = "*" in events ? [" * Publishers may add events of any other name.\n"] : [];
  return [
    `/**\n * The events of the board ${name} (${title.replaceAll("*/", "*\\/").replaceAll(/\s+/g, " ")}).\n`,
    ...more,
    ` * Made by \`boardcast types ${name}\`: make it again when the board has changed.\n */\n`,
    `export interface ${map} {\n${fields.join("\n").replaceAll(/^(?=.)/gm, "  ")}\n}`,
    ...[...named].map(([type, written]) => `\n\nexport type ${type} = ${written};`),
  ].join("");
}

/** What a viewer is sent, which is not quite what a publisher has to send: the board fills in what is missing. */
function messageSchema(event: string, declaration: EventDeclaration): JsonObject {
  const schema = declaration.jsonSchema ??
    z.toJSONSchema(declaration.schema, { io: "output", unrepresentable: "any" });
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const filledIn = Object.entries(declaration.frame({ type: event }, { params: {}, now: "" }))
    .filter(([name, value]) => name !== "type" && value !== undefined && !required.includes(name));
  const filled = Object.fromEntries(
    filledIn.map(([name, value]) => [name, orOf(properties[name], value === null ? "null" : typeof value)]),
  );
  // It stands where it is named first, and is what it is named last.
  const of = { type: { const: event } };
  return {
    ...schema,
    type: "object",
    properties: { ...of, ...properties, ...filled, ...of },
    required: ["type", ...required, ...Object.keys(filled)],
  };
}

/** `schema`, or the type `filled`; that alone where nobody says what publishers send. */
function orOf(schema: unknown, filled: string): JsonObject {
  return isObject(schema) ? { anyOf: [schema, { type: filled }] } : { type: filled };
}
