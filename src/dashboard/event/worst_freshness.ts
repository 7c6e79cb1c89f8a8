import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Freshness } from "../../client/board_state.ts";
import { useBoard } from "../../client/react.ts";
import { NextFrame } from "../../client/react_frames.ts";
import type { AnyClient } from "../../client/react_losses.ts";
import type { BoardDescription } from "../api/boards.ts";
import type { Where } from "./where.ts";

const GRADES = ["fresh", "late", "silent"];
const CHANGES = ["$freshness", "$welcome", "$reply"];

/** The worst of what the server says of the freshness of `events`; `undefined` if none of them promises to come. */
export function useWorstFreshness(
  { events: declared }: BoardDescription,
  events: readonly string[],
  where: Where | undefined,
): Freshness | undefined {
  const { client } = useBoard();
  const name = JSON.stringify([events, where]);
  const keys = useMemo(
    () => events.map((event) => [event, keyOf(declared[event]?.rule.key, where)] as const),
    [declared, name],
  );
  const subscribe = useCallback((onChange: () => void) => watchFreshness(client, onChange), [client]);
  const read = useMemo(() => lastSame(() => worst(client, keys)), [client, keys]);
  return useSyncExternalStore(subscribe, read);
}

function worst(
  client: AnyClient,
  keys: readonly (readonly [string, unknown[] | undefined])[],
): Freshness | undefined {
  return keys.map(([event, key]) => client.freshness(event, key)).filter((one) => one !== undefined)
    .sort((a, b) => GRADES.indexOf(b.status) - GRADES.indexOf(a.status))[0];
}

/** The key that `where` picks out, if it does. */
function keyOf(paths: readonly string[] | undefined, where: Where | undefined): unknown[] | undefined {
  if (!paths || !where || !paths.every((path) => Object.hasOwn(where, path))) return undefined;
  return paths.map((path) => where[path]);
}

function watchFreshness(client: AnyClient, onChange: () => void): () => void {
  const next = new NextFrame(onChange);
  const offs = CHANGES.map((type) => client.on(type, () => next.request()));
  return () => {
    offs.forEach((off) => off());
    next.cancel();
  };
}

/** Reads anew each time, but gives the same object as long as it tells the same. */
function lastSame(read: () => Freshness | undefined): () => Freshness | undefined {
  let last: Freshness | undefined;
  return () => {
    const now = read();
    const isSame = now && last && now.status === last.status && now.cause === last.cause &&
      (now.status === "fresh" || now.at === last.at) && now.event === last.event;
    return isSame ? last : last = now;
  };
}
