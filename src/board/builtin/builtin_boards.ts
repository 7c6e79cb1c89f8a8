import type { Memberships } from "../../auth/memberships.ts";
import type { Records, Store } from "../../backend/backend.ts";
import type { Nodes } from "../../backend/nodes.ts";
import type { GroupRegistry } from "../../group/group_registry.ts";
import type { Board } from "../board.ts";
import { dashboardBoard } from "./dashboard.ts";
import { engagementBoard } from "./engagement/engagement.ts";
import { inboxBoard } from "./inbox.ts";
import { pricesBoard } from "./trading/prices.ts";
import { schoolBoard } from "./school/school.ts";
import { tradingBoard } from "./trading/trading.ts";
import { tutoringBoard } from "./tutoring/tutoring.ts";

/** Which boards there are, and whether they are open (`boards` of the configuration). */
export interface BuiltinSettings {
  readonly dashboard: { readonly enabled: boolean };
  readonly engagement: { readonly enabled: boolean };
  readonly school: { readonly enabled: boolean };
  readonly trading: { readonly enabled: boolean; readonly open: boolean };
  readonly prices: { readonly enabled: boolean; readonly open: boolean };
  readonly tutoring: { readonly enabled: boolean; readonly open: boolean };
}

/** What built-in boards work on. */
export interface BuiltinParts {
  readonly store: Store;
  readonly records: Records;
  readonly groups: GroupRegistry;
  readonly nodes: Nodes;
  readonly memberships: Memberships;
}

/** The built-in boards that are enabled. */
export function builtinBoards(settings: BuiltinSettings, parts: BuiltinParts): Board[] {
  const { trading, prices, tutoring } = settings;
  return [
    settings.dashboard.enabled && dashboardBoard(),
    settings.engagement.enabled && engagementBoard(parts),
    settings.school.enabled && schoolBoard(parts),
    trading.enabled && tradingBoard({ ...parts, open: trading.open }),
    prices.enabled && pricesBoard(prices),
    tutoring.enabled && tutoringBoard({ ...parts, open: tutoring.open }),
    inboxBoard(),
  ].filter((board) => board !== false);
}
