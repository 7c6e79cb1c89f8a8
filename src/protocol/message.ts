/** A JSON object: what every message on the wire is. */
export type JsonObject = Record<string, unknown>;

/** A message of a board: a JSON object whose `type` names its event. */
export type Message = JsonObject & { type: string };

/** Everything that is Boardcast's own begins with this, so that it never collides with a board's names. */
export const RESERVED_PREFIX = "$";

/** Whether `value` is a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses `text` as JSON (RFC 8259); `undefined` for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value at a dotted `path` of `message`, such as `data.tutor_id`; `undefined` where the path ends early. */
export function valueAt(message: JsonObject, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (value, name) => isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined,
    message,
  );
}
