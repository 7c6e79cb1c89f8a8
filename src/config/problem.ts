import type { z } from "zod";
import { isObject, type JsonObject } from "../protocol/message.ts";
import { configSchema, HIDDEN, settings } from "./config.ts";
import { allowed } from "./allowed.ts";
import { nearest } from "./nearest.ts";

/** Where the value of a setting was given: a place in the file, a variable or a flag. */
export type Place = (path: readonly PropertyKey[]) => string | undefined;

/** What is wrong with `values`, for a person: the path, where it was given, the bad value, what is allowed. */
export function describeIssue(issue: z.core.$ZodIssue, values: JsonObject, place: Place): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return `${located(path, place)}: there is no such setting; did you mean ${nearestSetting(path)}?`;
    });
  }
  const { path } = issue;
  const words = issue.code === "custom" && issue.params?.["words"] || `use ${allowed(configSchema, path)}`;
  return [`${located(path, place)}: ${shown(path, valueAt(values, path))} cannot be used: ${words}`];
}

function located(path: readonly PropertyKey[], place: Place): string {
  const where = place(path);
  return path.join(".") + (where === undefined ? "" : ` (${where})`);
}

function shown(path: readonly PropertyKey[], value: unknown): string {
  if (HIDDEN.includes(String(path[0]))) return "the value given (hidden)";
  return withoutPassword(JSON.stringify(value) ?? "nothing");
}

/** Hides what stands before the @ of a URL. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/"]*@/g, "//(hidden)@");
}

function valueAt(values: JsonObject, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      isObject(value) || Array.isArray(value) ? (value as JsonObject)[String(name)] : undefined,
    values,
  );
}

/** The same name in another section, or the most like among its neighbours. */
function nearestSetting(path: readonly PropertyKey[]): string {
  const name = String(path.at(-1));
  const paths = settings().map((setting) => setting.path);
  const elsewhere = paths.find((known) => known.split(".").at(-1) === name);
  if (elsewhere) return elsewhere;
  const section = path.slice(0, -1).map((part) => `${String(part)}.`).join("");
  const neighbours = paths.filter((known) => known.startsWith(section))
    .map((known) => known.slice(section.length).split(".")[0]!);
  return section + nearest(name, neighbours);
}
