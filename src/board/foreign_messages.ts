import type { Boards } from "../backend/django/incoming.ts";
import type { BoardCatalog } from "./board_catalog.ts";
import type { Publisher } from "./publisher.ts";

/** What the boards of `catalog` say to messages that another system sends, and are not sent back to it. */
export function foreignMessages(catalog: BoardCatalog, publisher: Publisher): Boards {
  return {
    hasGroup: (group) => catalog.group(group) !== undefined,
    hasEvent: (group, event) => Object.hasOwn(catalog.group(group)?.board.events ?? {}, event),
    publish: async (items) => {
      const outcome = await publisher.publish(items, { isForeign: true });
      if (!("refused" in outcome)) return null;
      return outcome.problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
    },
  };
}

/** The groups that are the only ones of their kind: their names have no parameters. */
export function singleGroups(catalog: BoardCatalog): string[] {
  return catalog.all.flatMap(({ groups }) => groups.map(({ pattern: { text } }) => text))
    .filter((text) => !text.includes("{"));
}
