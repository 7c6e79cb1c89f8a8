import { hasRole, type Identity } from "../auth/identity.ts";
import type { BoardCatalog } from "../board/board_catalog.ts";
import type { GroupRegistry } from "../group/group_registry.ts";
import type { FreshnessStatus } from "../protocol/control.ts";

/** So many watched groups are looked at: it is asked again and again. */
const MAX_EXAMINED = 200;

/** From the best to the worst. */
const STATUSES: readonly FreshnessStatus[] = ["fresh", "late", "silent"];

/** What happens on a board now, in what somebody may see of it. */
export interface BoardActivity {
  /** Publications per second, in groups that are watched on this node. */
  readonly rate: number;
  /** The worst of them; `null` if none promises anything. */
  readonly freshness: FreshnessStatus | null;
}

/** What happens on each board that is watched on this node, by its name, as far as `identity` may see it. */
export async function boardActivity(
  { catalog, groups }: { catalog: BoardCatalog; groups: GroupRegistry },
  identity: Identity | null,
): Promise<ReadonlyMap<string, BoardActivity>> {
  const now = Date.now();
  const activities = new Map<string, BoardActivity>();
  for (const group of groups.open.take(MAX_EXAMINED).toArray()) {
    const found = catalog.group(group.name);
    if (!found) continue;
    const { board: { name }, declaration, params } = found;
    if (!hasRole(identity, "publisher") && !await declaration.maySee(identity, params)) continue;
    const { rate, freshness } = activities.get(name) ?? { rate: 0, freshness: null };
    const { overall } = group.freshness;
    activities.set(name, {
      rate: rate + group.rate(now),
      freshness: worst([freshness, overall?.status ?? null, overall?.keys ?? null]),
    });
  }
  return activities;
}

function worst(statuses: readonly (FreshnessStatus | null)[]): FreshnessStatus | null {
  return STATUSES.findLast((status) => statuses.includes(status)) ?? null;
}
