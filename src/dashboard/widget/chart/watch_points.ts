import type { Place } from "../../../client/memory.ts";
import { type AnyClient, watchLosses } from "../../../client/react_losses.ts";
import type { Status } from "../../../client/board_connection.ts";
import type { Message } from "../../../protocol/message.ts";
import { readHistory } from "../../api/history.ts";
import { messageTime } from "../../event/message_time.ts";
import type { ShownMessage } from "../../event/shown_message.ts";
import { matches, type Where } from "../../event/where.ts";

/** Who is told of what becomes points. */
export interface PointWatcher {
  message(shown: ShownMessage): void;
  /** What was shown of some groups may not be shown any more. */
  loss(isLost: (group: string) => boolean): void;
  /** What the record has of the event has been told. */
  complete(): void;
}

/**
 * Calls back with each message of `event` that `where` lets through, each at its time: also those that were published before, of
 * which those that bear no time are asked of the group's history. What is known of a record that has begun anew stays: it was so.
 */
export function watchPoints(
  client: AnyClient,
  { event, where }: { event: string; where?: Where | undefined },
  on: PointWatcher,
): () => void {
  /** The groups with messages from before that bear no time, and the newest offset of them. */
  const undated = new Map<string, number>();
  const aborted = new AbortController();

  function tell(message: Message, place: Place, isOld: boolean): void {
    if (!matches(message, where)) return;
    const time = messageTime(message);
    if (time === null && isOld && place.offset !== null) undated.set(place.group, place.offset);
    else on.message({ message, place, time: time ?? Date.now() });
  }

  function complete(): void {
    for (const [group, newest] of undated) void tellHistory(group, newest);
    undated.clear();
    on.complete();
  }

  async function tellHistory(group: string, newest: number): Promise<void> {
    // Without it the chart begins with what comes next.
    const publications = await readHistory(group, { event }).catch(() => []);
    if (aborted.signal.aborted) return;
    for (const { offset, time, message } of publications) {
      if (offset <= newest && matches(message, where)) {
        on.message({ message, place: { group, offset }, time });
      }
    }
  }

  let isRemembered = true;
  const offs = [
    client.on(event, (message: Message, place: Place) => {
      tell(message, place, isRemembered || client.status.name !== "live");
    }),
    client.on("$status", ({ name }: Status) => {
      if (name === "live") complete();
    }),
    watchLosses(client, (isLost) => on.loss(isLost)),
  ];
  isRemembered = false;
  if (client.status.name === "live") complete();
  return () => {
    aborted.abort();
    offs.forEach((off) => off());
  };
}
