import { isObject, type JsonObject } from "../../protocol/message.ts";
import type { Widget } from "../../protocol/view.ts";
import type { DescribedBoard } from "../api/boards.ts";
import { forEvent } from "../event/per_event.ts";
import { pathsIn } from "../event/template.ts";

/** The command that publishes something that `widget` would show; `event` is one of its events. */
export function publishExample(board: DescribedBoard, widget: Widget, event: string): string {
  const message: JsonObject = { type: event, ...example(board.events[event]?.schema ?? {}) };
  if ("value" in widget && widget.value !== undefined) put(message, widget.value, 1);
  if (widget.widget === "feed") {
    for (const path of pathsIn(forEvent(widget.text, event) ?? "text")) put(message, path, "…");
  }
  if (widget.widget !== "text") {
    for (const [path, value] of Object.entries(widget.where ?? {})) put(message, path, value);
  }
  return `boardcast publish ${groupFor(board, event)} '${JSON.stringify(message)}'`;
}

/** A group of the page's address that carries `event`; what the address does not tell is left in braces. */
function groupFor({ groups, groupEvents, parameters }: DescribedBoard, event: string): string {
  const pattern = groups.find((group) => groupEvents[group]?.includes(event)) ??
    groups.find((group) => !Object.hasOwn(groupEvents, group)) ?? groups[0] ?? "GROUP";
  return pattern.replace(/\{(\w+)(:\w+)?\}/g, (whole, name) => parameters[name] ?? whole);
}

/** Puts `value` at a dotted path, unless something of its kind is there. */
function put(message: JsonObject, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop()!;
  let place = message;
  for (const name of names) {
    const next = isObject(place[name]) ? place[name] : {};
    place[name] = next;
    place = next;
  }
  if (typeof value === "number" && typeof place[last] === "number") return;
  place[last] = value;
}

/** An example of what the properties of a JSON schema describe; what need not be there is left out. */
function example({ properties, required }: JsonObject): JsonObject {
  if (!isObject(properties)) return {};
  const names = Array.isArray(required) ? required.filter((name) => name !== "type") : [];
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name])]));
}

function exampleOf(schema: unknown): unknown {
  if (!isObject(schema)) return "…";
  if (Array.isArray(schema["enum"])) return schema["enum"][0];
  switch (schema["type"]) {
    case "number":
    case "integer":
      return typeof schema["minimum"] === "number" ? schema["minimum"] : 1;
    case "boolean":
      return true;
    case "array":
      return [];
    case "object":
      return example(schema);
    default:
      return "…";
  }
}
