import {
  type Alias,
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { isObject, type JsonObject } from "../protocol/message.ts";

/** The text of a configuration file, and its name for messages. */
export interface FileText {
  readonly name: string;
  readonly text: string;
}

/** What a configuration file says, what is wrong with it as a file, and where each setting stands. */
export interface ConfigFile {
  readonly values: JsonObject;
  readonly problems: readonly string[];
  /** The name of the file with line and column of the setting at `path`, or of the section that lacks it. */
  place(path: readonly PropertyKey[]): string | undefined;
}

/** Reads a configuration file (YAML 1.2, of which JSON is a part). */
export function parseConfigFile({ name, text }: FileText): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const problems = firstOfEachLine([...document.errors, ...document.warnings], lines).map(
    ({ message, pos: [offset] }) =>
      `${at(offset)}: the file cannot be read: ${withoutText(message)}${quoteHint(text, offset)}`,
  );
  problems.push(...repeatedKeys(document).map(({ key, offset }) => `${at(offset)}: "${key}" is given twice`));
  const cycles = aliasesWithin(document);
  problems.push(
    ...cycles.map((alias) => `${at(alias.range?.[0] ?? 0)}: *${alias.source} is within its own anchor`),
  );
  const values = cycles.length > 0 ? {} : valuesOf(document, problems, name);
  const place = (path: readonly PropertyKey[]) => {
    const offset = nearestOffset(document, path);
    return offset === undefined ? undefined : at(offset);
  };
  return { values, problems, place };
}

/** What else is wrong in a line follows from its first error, and so does what stands outside of all sections then. */
function firstOfEachLine(errors: readonly YAMLError[], lines: LineCounter): YAMLError[] {
  const own = errors.filter(({ message }, at) => at === 0 || !message.includes("in YAML stream"));
  const byLine = Map.groupBy(own, ({ pos: [offset] }) => lines.linePos(offset).line);
  return [...byLine.values()].map(([first]) => first!);
}

/** What a parser quotes may be a secret. A colon that it speaks of has a space before it. */
function withoutText(message: string): string {
  return message.replace(/(?<=\S): .*$/s, "");
}

/** What to do where a bracket that begins or ends a list or a section has text beside it. */
function quoteHint(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const isWithin = /[{[]/.test(text[offset] ?? "") && /[^\s,:[{-]\s*$/.test(line);
  const isBehind = /[}\]][ \t]*$/.test(line) && /[^\s,:}\]#]/.test(text[offset] ?? "");
  return isWithin || isBehind ? "; put a text that contains { } or [ ] in quotes" : "";
}

/** An alias without its anchor shows only here. */
function valuesOf(document: Document.Parsed, problems: string[], name: string): JsonObject {
  if (document.errors.length > 0) return {};
  try {
    const values: unknown = document.toJS() ?? {};
    if (isObject(values)) return values;
    problems.push(`${name}: it must be a mapping of settings, such as "port: 8000"`);
  } catch (error) {
    problems.push(`${name}: the file cannot be read: ${withoutText((error as Error).message)}`);
  }
  return {};
}

/** Aliases of what they stand in: the values would have no end. */
function aliasesWithin(document: Document.Parsed): Alias[] {
  const found: Alias[] = [];
  visit(document, {
    Alias: (_key, alias, path) => {
      const isWithin = path.some((node) => isNode(node) && "anchor" in node && node.anchor === alias.source);
      if (isWithin) found.push(alias);
    },
  });
  return found;
}

function repeatedKeys(document: Document.Parsed): { key: string; offset: number }[] {
  const repeated: { key: string; offset: number }[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        const text = String(key);
        if (seen.has(text)) repeated.push({ key: text, offset: startOf(key) ?? 0 });
        seen.add(text);
      }
    },
  });
  return repeated;
}

function nearestOffset(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  if (path.length === 0) return undefined;
  return offsetOf(document, path) ?? nearestOffset(document, path.slice(0, -1));
}

/** Where the value at `path` begins; of a mapping, its key. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => String(key) === String(path.at(-1)))
    : undefined;
  if (pair) return startOf(pair.key) ?? startOf((pair as Pair).value);
  return startOf(document.getIn(path, true));
}

function startOf(node: unknown): number | undefined {
  return isNode(node) || isScalar(node) ? node.range?.[0] : undefined;
}
