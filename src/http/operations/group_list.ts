import type { BoardCatalog } from "../../board/board_catalog.ts";
import type { Group } from "../../group/group.ts";
import type { JsonObject } from "../../protocol/message.ts";
import type { OperationsParts } from "./operations_parts.ts";
import { topOf } from "./top.ts";

/** Of more groups than this, some are looked at. */
const MAX_EXAMINED = 20_000;

/** What nobody watches is read from its record, but for how fresh it is if that is longer. */
const MAX_JUDGED = 5_000;

/** In which order groups are listed. */
export const GROUP_ORDERS = ["members", "rate", "name"] as const;

/** Which groups are listed: `limit` of those that begin with `prefix`, after the first `offset`. */
export interface GroupListOptions {
  readonly sort: typeof GROUP_ORDERS[number];
  readonly prefix: string;
  readonly offset: number;
  readonly limit: number;
}

interface Listed {
  readonly name: string;
  readonly group: Group | null;
  readonly members: number;
  readonly rate: number;
}

/**
 * The groups that have members here, and those that boards declare by one name, whether or not anybody watches. Of very
 * many it looks at the first that were opened, and says so.
 */
export async function groupList(parts: OperationsParts, options: GroupListOptions): Promise<JsonObject> {
  const { prefix, offset, limit, sort } = options;
  const now = Date.now();
  const open = parts.groups.open.take(MAX_EXAMINED).filter(({ name }) => name.startsWith(prefix));
  const all = [...open.map((group) => listed(group, now)), ...unwatched(parts, prefix)];
  const page = topOf(all, offset + limit, ORDERS[sort]).slice(offset);
  const rows: JsonObject[] = [];
  for (const one of page) rows.push(await rowOf(one, parts, now));
  return {
    groups: rows,
    matching: all.length,
    open: parts.groups.size,
    examined: Math.min(parts.groups.size, MAX_EXAMINED),
  };
}

const byName = (a: Listed, b: Listed) => a.name < b.name ? -1 : 1;

const ORDERS: Readonly<Record<GroupListOptions["sort"], (a: Listed, b: Listed) => number>> = {
  members: (a, b) => b.members - a.members || byName(a, b),
  rate: (a, b) => b.rate - a.rate || byName(a, b),
  name: byName,
};

function listed(group: Group, now: number): Listed {
  return { name: group.name, group, members: group.size, rate: group.rate(now) };
}

function unwatched({ catalog, groups }: OperationsParts, prefix: string): Listed[] {
  return fixedNames(catalog)
    .filter((name) => name.startsWith(prefix) && groups.group(name) === null)
    .map((name) => ({ name, group: null, members: 0, rate: 0 }));
}

/** The names of groups whose declaration has no parameters. */
function fixedNames(catalog: BoardCatalog): string[] {
  const names = catalog.all.flatMap(({ groups }) => groups.map(({ pattern }) => pattern.text));
  return names.filter((name) => !name.includes("{"));
}

async function rowOf({ name, group, members, rate }: Listed, parts: OperationsParts, now: number) {
  const { catalog, groups, backend } = parts;
  // What nobody watches is not counted.
  const row = { group: name, board: catalog.group(name)?.board.name ?? null, members, rate: group && rate };
  const viewers = groups.viewers(name);
  if (group) {
    const { freshness: { overall }, published, position, record } = group;
    return { ...row, viewers, freshness: overall, published, offset: position.offset, kept: record.size };
  }
  return await backend.records.read(name, (record) => ({
    ...row,
    viewers,
    freshness: record.size > MAX_JUDGED ? null : groups.overallFreshnessOf(name, record, now),
    published: record.timeUpTo(Infinity),
    offset: record.position.offset,
    kept: record.size,
  }));
}
