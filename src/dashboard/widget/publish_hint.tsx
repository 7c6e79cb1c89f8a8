import type { ReactElement } from "react";
import { isObject, type JsonObject } from "../../protocol/message.ts";
import { useDescription } from "../api/boards.ts";

/** Says what is missing, and shows the command that publishes it. */
export function PublishHint(
  { missing, events }: { missing: string; events: readonly string[] },
): ReactElement {
  const { groups, events: declared } = useDescription();
  const event = events[0] ?? "*";
  const message = { type: event, ...example(declared[event]?.schema ?? {}) };
  return (
    <div className="empty">
      <p>
        <span aria-hidden="true">○</span> {missing}
      </p>
      <details>
        <summary>How to publish one</summary>
        <code className="command">
          {`boardcast publish ${groups[0] ?? "GROUP"} '${JSON.stringify(message)}'`}
        </code>
      </details>
    </div>
  );
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
