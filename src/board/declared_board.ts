import { hasAnyRole, hasRole, type Identity } from "../auth/identity.ts";
import type { Memberships } from "../auth/memberships.ts";
import { type DeclaredBoard, declaredGroup } from "../config/declared_board.ts";
import { ALL_CREDENTIALS, deny } from "./access.ts";
import type { Allowed, Board, Denied, Endpoint, GroupDeclaration, Params, Viewer } from "./board.ts";
import { DeclaredAccess } from "./declared_access.ts";
import { declaredEvent } from "./declared_event.ts";
import { declaredView } from "./declared_view.ts";
import { objectOf } from "./frame.ts";
import { type GroupPattern, groupPattern } from "./group_pattern.ts";
import type { SchemaCompiler } from "./json_schema.ts";
import { parametersOf, tokensOf } from "./pattern_token.ts";

/** What declared boards work on. */
export interface DeclaredParts {
  readonly memberships: Memberships;
  readonly schemas: SchemaCompiler;
}

/** The board that an operator declared as `name`. @throws TypeError for a schema that cannot be compiled */
export function declaredBoard(name: string, declared: DeclaredBoard, parts: DeclaredParts): Board {
  const access = new DeclaredAccess(declared.access, parts.memberships);
  const events = Object.entries(declared.events).map(([event, declaration]) =>
    [event, declaredEvent(event, declaration, parts.schemas)] as const
  );
  return {
    name,
    title: declared.title ?? name,
    endpoints: [endpointOf(declared, access)],
    groups: groupsOf(declared, access),
    events: Object.fromEntries(events),
    view: declaredView(declared.view),
    paths: (identity) => pathsOf(declared, access, identity),
  };
}

function endpointOf(declared: DeclaredBoard, access: DeclaredAccess): Endpoint {
  const fixed = fixedPatterns(declared);
  return {
    path: declared.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    credentials: ALL_CREDENTIALS,
    authorize: async (identity, params) => {
      if (!await access.allows(identity, params)) return deny(identity, "You may not watch this board");
      return allowed(fixed, params);
    },
    receive,
  };
}

/** The patterns of the groups that are joined at once: the path has all their parameters. */
function fixedPatterns({ path, groups }: DeclaredBoard): GroupPattern[] {
  const inPath = namesIn(path);
  return groups.map((given) => declaredGroup(given).name)
    .filter((name) => namesIn(name).every((parameter) => inPath.includes(parameter)))
    .map(groupPattern);
}

function namesIn(pattern: string): string[] {
  return parametersOf(tokensOf(pattern)).map(({ name }) => name);
}

function allowed(patterns: readonly GroupPattern[], params: Params): Allowed | Denied {
  const names = patterns.map((pattern) => pattern.validName(params));
  if (names.includes(null)) {
    return { denied: "notAllowed", reason: "The address has a part that no group can have" };
  }
  return { groups: names.filter((name) => name !== null) };
}

function receive(viewer: Viewer, data: string | Uint8Array): void {
  if (objectOf(data)?.["type"] === "ping") viewer.send({ type: "pong", timestamp: new Date().toISOString() });
}

function groupsOf({ groups, publish }: DeclaredBoard, access: DeclaredAccess): GroupDeclaration[] {
  return groups.map(declaredGroup).map(({ name, presence, join, events }) => ({
    pattern: groupPattern(name),
    ...events && { events },
    maySee: async (identity, params) =>
      hasRole(identity, "publisher") || await access.allows(identity, params),
    mayPublish: (identity) => hasAnyRole(identity, ["publisher", ...publish]),
    joinable: join,
    presence,
  }));
}

/** A parameter that is not known stays in its braces. */
async function pathsOf(
  { path, access: { scope } }: DeclaredBoard,
  access: DeclaredAccess,
  identity: Identity | null,
): Promise<string[]> {
  if (!await access.allows(identity, {})) return [];
  const values = await access.values(identity);
  if (values === null) return [path];
  return values.map((value) => path.replace(`{${scope!.parameter}}`, value));
}
