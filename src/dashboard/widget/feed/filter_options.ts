import { isObject, type JsonObject } from "../../../protocol/message.ts";
import type { Entry } from "./feed_entries.ts";

/** Something to filter by, and how many entries have it. */
export interface FilterOption {
  readonly value: string;
  readonly count: number;
}

/** A producer may invent as many severities as it likes. */
const MOST = 12;

/** What there is to filter by: what is `declared`, then what has been seen by its name, with how many there are of each. */
export function filterOptions(
  declared: readonly string[],
  entries: readonly Entry[],
  valueOf: (entry: Entry) => string | null,
): FilterOption[] {
  const counts = new Map<string, number>(declared.map((value) => [value, 0]));
  for (const entry of entries) {
    const value = valueOf(entry);
    if (value === null || (!counts.has(value) && counts.size >= MOST)) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const options = [...counts].map(([value, count]) => ({ value, count }));
  const seen = options.slice(declared.length).sort((a, b) => a.value.localeCompare(b.value));
  return [...options.slice(0, declared.length), ...seen];
}

/** The values that a JSON schema allows at `path`; none if it does not list them. */
export function declaredValues(schema: JsonObject, path: string): string[] {
  const found = path.split(".").reduce<unknown>((at, name) => {
    const properties = isObject(at) ? at["properties"] : undefined;
    return isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  }, schema);
  if (!isObject(found)) return [];
  const values = "const" in found ? [found["const"]] : found["enum"];
  return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}

/** Reads a filter as an address has it. */
export function parseChoice(text: string | null): string[] {
  return text ? text.split(",").map(decodeURIComponentSafely) : [];
}

/** As an address has it; `null` if nothing is chosen. */
export function writeChoice(values: readonly string[]): string | null {
  return values.length > 0
    ? values.map((value) => value.replace(/[%,]/g, encodeURIComponent)).join(",")
    : null;
}

/** An address may have been typed by hand. */
function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
