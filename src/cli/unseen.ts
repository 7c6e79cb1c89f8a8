import { isObject, type JsonObject } from "../protocol/message.ts";
import type { Position } from "../protocol/position.ts";

/**
 * Tells which publications a viewer has not seen: with every connection the server sends what its record keeps.
 * Groups that no greeting names (those joined by a command) are told anew, for their epoch is not known.
 */
export class Unseen {
  #positions = new Map<string, Position>();
  #skipsKept: boolean;

  /** With `skipsKept`, what the record keeps at the first greeting counts as seen. */
  constructor({ skipsKept }: { skipsKept: boolean }) {
    this.#skipsKept = skipsKept;
  }

  /** Takes the `$welcome` that begins a connection. */
  greet({ groups }: JsonObject): void {
    if (!isObject(groups)) return;
    const entries = Object.entries(groups as Record<string, Position>);
    this.#positions = new Map(entries.map(([group, position]) => [group, this.#startIn(group, position)]));
    this.#skipsKept = false;
  }

  /** Whether `publication` is new; from then on it is not. */
  take({ $group: group, $offset: offset }: JsonObject): boolean {
    if (typeof group !== "string" || typeof offset !== "number") return true;
    const position = this.#positions.get(group);
    if (!position) return true;
    if (offset <= position.offset) return false;
    this.#positions.set(group, { ...position, offset });
    return true;
  }

  #startIn(group: string, { epoch, offset }: Position): Position {
    const known = this.#positions.get(group);
    if (known?.epoch === epoch) return known;
    return { epoch, offset: this.#skipsKept ? offset : 0 };
  }
}
