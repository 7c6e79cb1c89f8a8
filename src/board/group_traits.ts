import type { GroupTraits } from "../group/group.ts";
import type { BoardCatalog } from "./board_catalog.ts";
import { isInbox } from "./builtin/inbox.ts";

/** What the group `name` tells its members, as its board declares it. */
export function groupTraits(catalog: BoardCatalog, name: string): GroupTraits {
  const address = catalog.group(name);
  const carried = address?.declaration.events;
  const events = Object.entries(address?.board.events ?? {})
    .filter(([event]) => carried?.includes(event) ?? true);
  return {
    promised: events.flatMap(([event, { every, rule: { key, ms } }]) =>
      every === undefined ? [] : [{ event, every, ...key && { key }, ...ms !== undefined && { ms } }]
    ),
    presence: address?.declaration.presence ?? false,
    inbox: isInbox(name),
  };
}
