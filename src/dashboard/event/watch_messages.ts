import type { Place } from "../../client/memory.ts";
import { type AnyClient, watchLosses } from "../../client/react_losses.ts";
import type { JsonObject, Message } from "../../protocol/message.ts";
import { DatedQueue } from "./dated_queue.ts";
import { publishedTimes } from "./published_times.ts";
import type { MessageWatcher } from "./shown_message.ts";
import { matches, type Where } from "./where.ts";

/** Which messages are wanted. */
export interface Wanted {
  /** Names of events; `*` for all. */
  readonly events: readonly string[];
  readonly where?: Where | undefined;
}

/**
 * Calls back with each wanted message, until the result is called: those that the client remembers, oldest first, and then live
 * ones. They are told before this returns, unless some bear no time, of which the history is asked first.
 */
export function watchMessages(client: AnyClient, { events, where }: Wanted, on: MessageWatcher): () => void {
  const queue = new DatedQueue(publishedTimes(client), on, events.length > 1);
  let isRemembered = true;
  const offs = [
    ...new Set(events).values().map((event) =>
      client.on(event, (message: Message, place: Place) => {
        if (!matches(message, where)) return;
        queue.take(message, place, isRemembered || client.status.name !== "live");
      })
    ),
    client.on("$gap", ({ group, cause }: JsonObject) => {
      if (cause === "restarted") queue.beginAnew(String(group));
    }),
    watchLosses(client, (isLost) => queue.lose(isLost)),
  ];
  isRemembered = false;
  queue.close();
  return () => {
    queue[Symbol.dispose]();
    offs.forEach((off) => off());
  };
}
