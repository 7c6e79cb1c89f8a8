import type { Place } from "../../client/memory.ts";
import { type AnyClient, watchLosses } from "../../client/react_losses.ts";
import type { JsonObject, Message } from "../../protocol/message.ts";
import { messageTime } from "./message_time.ts";
import { matches, type Where } from "./where.ts";

/** A message that is shown. */
export interface ShownMessage {
  readonly message: Message;
  readonly place: Place;
  /** When it is from, in ms since 1970: what it says itself, else when it came. */
  readonly time: number;
}

/** Which messages are wanted. */
export interface Wanted {
  /** Names of events; `*` for all. */
  readonly events: readonly string[];
  readonly where?: Where | undefined;
}

/** Who is told. */
export interface MessageWatcher {
  message(shown: ShownMessage): void;
  /** What was shown of some groups may not be shown any more. */
  loss(isLost: (group: string) => boolean): void;
}

/**
 * Calls back with each wanted message: before this returns those that the client remembers, oldest first, and then live ones,
 * until the result is called.
 */
export function watchMessages(client: AnyClient, { events, where }: Wanted, on: MessageWatcher): () => void {
  /** Groups whose record has begun anew: what was told before goes as soon as something newer comes. */
  const anew = new Set<string>();
  let remembered: ShownMessage[] | null = [];

  function tell(message: Message, place: Place): void {
    if (!matches(message, where)) return;
    const shown = { message, place, time: messageTime(message) ?? Date.now() };
    if (remembered) return void remembered.push(shown);
    if (anew.size > 0 && anew.delete(place.group)) on.loss((group) => group === place.group);
    on.message(shown);
  }

  const offs = [
    ...new Set(events).values().map((event) => client.on(event, tell)),
    client.on("$gap", ({ group, cause }: JsonObject) => {
      if (cause === "restarted") anew.add(String(group));
    }),
    watchLosses(client, (isLost) => on.loss(isLost)),
  ];
  const known = remembered;
  remembered = null;
  // Each event alone comes in order.
  if (events.length > 1) known.sort((a, b) => a.time - b.time);
  for (const shown of known) on.message(shown);
  return () => offs.forEach((off) => off());
}
