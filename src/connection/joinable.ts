import { hasRole, type Identity } from "../auth/identity.ts";
import type { BoardCatalog } from "../board/board_catalog.ts";

/** The group that a viewer of `board` may join by this name; `null` for a foreign, a fixed or an unknown one. */
export async function joinableGroup(
  catalog: BoardCatalog,
  { board, identity }: { board: string; identity: Identity | null },
  name: string,
): Promise<string | null> {
  const address = catalog.group(name);
  if (!address || address.board.name !== board || !address.declaration.joinable) return null;
  const maySee = hasRole(identity) || await address.declaration.maySee(identity, address.params);
  return maySee ? address.name : null;
}
