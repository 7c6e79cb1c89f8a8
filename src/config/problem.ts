import type { z } from "zod";
import type { JsonObject } from "../protocol/message.ts";
import { configSchema, isHidden } from "./config.ts";
import { allowed } from "./allowed.ts";
import { nearestSetting } from "./nearest_setting.ts";
import { schemaAt, valueAt } from "./schema_at.ts";

/** Where the value of a setting was given: a place in the file, a variable or a flag. */
export type Place = (path: readonly PropertyKey[]) => string | undefined;

/** What is wrong with the value at a path, or with the name at its end, in words that follow "cannot be used:". */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly words: string;
  readonly isName?: boolean;
}

/** How much of a bad value is shown. */
const MAX_SHOWN = 120;

/** What is wrong with `values`, for a person: the path, where it was given, the bad value, what is allowed. */
export function describeIssue(issue: z.core.$ZodIssue, values: JsonObject, place: Place): string[] {
  const deeper = issuesOfUnion(issue);
  if (deeper) return deeper.flatMap((one) => describeIssue(one, values, place));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const near = nearestSetting(path, values);
      return `${located(path, place)}: there is no such setting; did you mean ${near}?`;
    });
  }
  const { path } = issue;
  if (issue.code === "invalid_key") {
    const names = schemaAt(configSchema, path.slice(0, -1), values) as z.ZodRecord;
    const words = `use ${allowed(names.keyType as z.ZodType)}`;
    return [describeMistake({ path, words, isName: true }, values, place)];
  }
  const given = issue.code === "custom" && issue.params?.["words"];
  return [
    describeMistake({ path, words: given || `use ${allowed(nearestSchema(path, values))}` }, values, place),
  ];
}

/** The schema at `path`, or of what is around it where nothing is known of it. */
function nearestSchema(path: readonly PropertyKey[], values: JsonObject): z.ZodType {
  return schemaAt(configSchema, path, values) ?? nearestSchema(path.slice(0, -1), values);
}

/** The same for a mistake that no schema can find. */
export function describeMistake(
  { path, words, isName = false }: Mistake,
  values: JsonObject,
  place: Place,
): string {
  const value = isName ? String(path.at(-1)) : valueAt(values, path);
  if (value === undefined) return `${located(path, place)}: it is missing: ${words}`;
  return `${located(path, place)}: ${shown(path, value)} cannot be used: ${words}`;
}

/** What is wrong within the one of several schemas that the value is meant for; `undefined` if it fits none. */
function issuesOfUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue[] | undefined {
  if (issue.code !== "invalid_union") return undefined;
  const meant = issue.errors.find((issues) =>
    issues.every(({ code, path }) => code !== "invalid_type" || path.length > 0)
  );
  return meant?.length ? meant.map((one) => ({ ...one, path: [...issue.path, ...one.path] })) : undefined;
}

function located(path: readonly PropertyKey[], place: Place): string {
  const where = place(path);
  return path.join(".") + (where === undefined ? "" : ` (${where})`);
}

function shown(path: readonly PropertyKey[], value: unknown): string {
  if (isHidden(path)) return "the value given (hidden)";
  const text = withoutPassword(JSON.stringify(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** Hides what stands before the @ of a URL. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/"\s]*@/g, "//(hidden)@");
}
