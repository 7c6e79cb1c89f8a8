import { isObject, type JsonObject } from "../protocol/message.ts";
import { BUILTIN_NAMES } from "./boards.ts";
import {
  type DeclaredGroup,
  declaredGroup,
  type DeclaredScope,
  groupSchema,
  pathSchema,
  scopeSchema,
} from "./declared_board.ts";
import { type Widget, widgetSchema } from "./widget.ts";

/** A declared board piece by piece; what has a wrong shape is `undefined`, so that the rest can still be judged. */
export interface BoardDraft {
  readonly name: string;
  readonly path: string | undefined;
  readonly scope: DeclaredScope | undefined;
  readonly groups: readonly DraftGroup[];
  /** The JSON schema of each event, if it has one. */
  readonly events: ReadonlyMap<string, JsonObject | undefined>;
  readonly view: readonly (Widget | undefined)[];
}

/** A group, where it stands, and where its name stands. */
export interface DraftGroup extends DeclaredGroup {
  readonly section: readonly PropertyKey[];
  readonly path: readonly PropertyKey[];
}

/** What `boards` of a configuration says that may have mistakes. */
export interface BoardsDraft {
  /** The built-in boards that are not disabled. */
  readonly builtin: readonly string[];
  readonly declared: readonly BoardDraft[];
  /** As it was given. */
  readonly values: JsonObject;
}

/** Reads what can be read of `boards`. */
export function boardsDraft(boards: unknown): BoardsDraft {
  const values = isObject(boards) ? boards : {};
  return {
    builtin: BUILTIN_NAMES.filter((name) => sectionOf(values[name])["enabled"] !== false),
    declared: Object.keys(values).filter((name) => !BUILTIN_NAMES.includes(name) && isObject(values[name]))
      .map((name) => draftOf(name, sectionOf(values[name]))),
    values,
  };
}

function draftOf(name: string, { path, access, groups, events, view }: JsonObject): BoardDraft {
  return {
    name,
    path: pathSchema.safeParse(path).data,
    scope: scopeSchema.safeParse(sectionOf(access)["scope"]).data,
    groups: listOf(groups).flatMap((group, at) => {
      const read = groupSchema.safeParse(group);
      const section = ["boards", name, "groups", at];
      const path = typeof group === "string" ? section : [...section, "name"];
      return read.success ? [{ ...declaredGroup(read.data), section, path }] : [];
    }),
    events: new Map(
      Object.entries(sectionOf(events)).map(([event, given]) => {
        const { schema } = sectionOf(given);
        return [event, isObject(schema) ? schema : undefined] as const;
      }),
    ),
    view: listOf(view).map((widget) => widgetSchema.safeParse(widget).data),
  };
}

function sectionOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
