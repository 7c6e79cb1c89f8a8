import { isObject, type JsonObject } from "../../../protocol/message.ts";
import { nameWords, timeOf, valueText } from "../../event/value_text.ts";

/** What a line has room for, and how deep and how far it is looked for. */
const MOST = 5;
const MOST_SEEN = 100;
const DEEPEST = 3;
const LONGEST = 200;

/** Of no interest to a reader: what tells machines, and kinds of messages, apart. */
const IDENTIFIER = /(^|_)(id|uuid|token|key|hash|type|version|seq)$|Id$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

/** These say by themselves what they are, and come first. */
const WORDS = ["message", "description", "details", "detail", "text", "note", "summary", "reason"];

/** Where the name of the thing around it says more than its own. */
const NAMELESS = ["name", "title", "value", "label"];

interface Part {
  readonly text: string;
  readonly isWords: boolean;
}

/** What else a message says, in a line: `entry 1.1003 · stop 1.0978`. Paths of `told`, and what `title` has, are not said again. */
export function entryDetail(
  message: JsonObject,
  { told, title, time }: { told: ReadonlySet<string>; title: string; time: (time: number) => string },
): string {
  const parts: Part[] = [];
  const said = new Set<string>();
  let seen = 0;
  collect(message, [], 0);
  const words = parts.filter(({ isWords }) => isWords);
  return [...words, ...parts.filter(({ isWords }) => !isWords)].slice(0, MOST)
    .map(({ text }) => text).join(" · ");

  function collect(object: JsonObject, around: readonly string[], depth: number): void {
    for (const [name, value] of Object.entries(object)) {
      if (++seen > MOST_SEEN) return;
      const path = [...around, name];
      if (told.has(path.join("."))) continue;
      if (isObject(value) && depth < DEEPEST) collect(value, path, depth + 1);
      else if (isTelling(name, value)) add(path, valueText(value, { time }), typeof value === "string");
    }
  }

  function add(path: readonly string[], value: string, isText: boolean): void {
    if (isText && (said.has(value) || isIn(title, value))) return;
    said.add(value);
    const name = path.at(-1)!;
    const isWords = WORDS.includes(name) && isText;
    const label = NAMELESS.includes(name) ? path.at(-2) ?? name : name;
    parts.push({ text: isWords ? value : `${nameWords(label)} ${value}`, isWords });
  }
}

/** Whether `title` says `value` already, whatever its case. */
export function isIn(title: string, value: string): boolean {
  return title.toLowerCase().includes(value.toLowerCase());
}

function isTelling(name: string, value: unknown): boolean {
  if (name === "timestamp" || IDENTIFIER.test(name)) return false;
  if (typeof value === "number" || typeof value === "boolean") return true;
  return typeof value === "string" && value !== "" && value.length <= LONGEST && !UUID.test(value) &&
    timeOf(value) === null;
}
