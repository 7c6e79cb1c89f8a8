import type { Identity } from "../auth/identity.ts";
import type { Board } from "../board/board.ts";
import type { Group } from "../group/group.ts";
import type { ControlFrame } from "../protocol/control.ts";

/** The first frame of the `v1` dialect: who one is, what the board has, where the groups stand, and how fresh they are. */
export function welcome(
  { id, identity }: { id: string; identity: Identity | null },
  board: Board | undefined,
  groups: readonly Group[],
  { heartbeat, server }: { heartbeat: number; server: string },
): ControlFrame {
  const now = Date.now();
  return {
    type: "$welcome",
    connection: id,
    identity: { subject: identity?.subject ?? null, roles: identity?.roles ?? [] },
    groups: Object.fromEntries(groups.map(({ name, record }) => [name, record.position])),
    events: Object.fromEntries(
      Object.entries(board?.events ?? {}).map(([name, { rule, every }]) => [
        name,
        { ...rule, ...every !== undefined && { every } },
      ]),
    ),
    freshness: groups.flatMap((group) =>
      group.greeting(now).reports.map((report) => ({ group: group.name, ...report }))
    ),
    heartbeat,
    server,
  };
}
