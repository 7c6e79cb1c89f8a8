import { isObject, type JsonObject } from "../../../protocol/message.ts";
import { nameWords, valueText } from "../../event/value_text.ts";

/** What a line has room for, and how deep it looks for it. */
const MOST = 5;
const DEEPEST = 3;
const LONGEST = 60;

/** Of no interest to a reader: what tells machines apart. */
const IDENTIFIER = /(^|_)(id|uuid|token|key|hash)$|Id$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

/** What else a message says, in a line: `entry 1.1003 · stop 1.0978`. The paths of `told` are not said again. */
export function entryDetail(
  message: JsonObject,
  { told, time }: { told: ReadonlySet<string>; time: (time: number) => string },
): string {
  const parts: string[] = [];
  collect(message, "", 0);
  return parts.join(" · ");

  function collect(object: JsonObject, prefix: string, depth: number): void {
    for (const [name, value] of Object.entries(object)) {
      if (parts.length >= MOST) return;
      const path = prefix + name;
      if (told.has(path)) continue;
      if (isObject(value) && depth < DEEPEST) collect(value, `${path}.`, depth + 1);
      else if (isTelling(name, value)) parts.push(`${nameWords(name)} ${valueText(value, { time })}`);
    }
  }
}

function isTelling(name: string, value: unknown): boolean {
  if (name === "timestamp" || IDENTIFIER.test(name)) return false;
  if (typeof value === "string") return value !== "" && value.length <= LONGEST && !UUID.test(value);
  return typeof value === "number" || typeof value === "boolean";
}
