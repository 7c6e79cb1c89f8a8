import { isObject } from "./message.ts";

/** A place in a group's record: `offset` counts publications (1, 2, 3 …) under one `epoch`. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** What a record can no longer tell: offsets `from` to `to`, published between `since` and `until` (ms since 1970). */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly since: number | null;
  readonly until: number;
  readonly cause: "trimmed" | "restarted" | "backend";
}

/** Where a client had been in each group. */
export type Positions = ReadonlyMap<string, Position>;

/** An epoch is 16 characters long; a client that sends more did not get it from us. */
const MAX_EPOCH = 64;

/** Reads `{group: {epoch, offset}}`; a sentence on what is wrong with it otherwise. */
export function readPositions(value: unknown): Positions | string {
  if (!isObject(value)) return 'the positions must be an object {"<group>": {"epoch": …, "offset": …}}';
  const positions = new Map<string, Position>();
  for (const [group, position] of Object.entries(value)) {
    if (!isPosition(position)) {
      return `the position in "${
        group.slice(0, 100)
      }" must be {"epoch": a text, "offset": a whole number from 0}`;
    }
    positions.set(group, { epoch: position.epoch, offset: position.offset });
  }
  return positions;
}

/** Positions as JSON without any character beyond ASCII, so that it fits into a URL, a header and an event's id. */
export function encodePositions(positions: Positions): string {
  return JSON.stringify(Object.fromEntries(positions)).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isPosition(value: unknown): value is Position {
  if (!isObject(value)) return false;
  const { epoch, offset } = value;
  const isEpoch = typeof epoch === "string" && epoch.length > 0 && epoch.length <= MAX_EPOCH;
  return isEpoch && Number.isSafeInteger(offset) && (offset as number) >= 0;
}
