import type { Place } from "../../client/memory.ts";
import type { Message } from "../../protocol/message.ts";

/** A message that is shown. */
export interface ShownMessage {
  readonly message: Message;
  readonly place: Place;
  /** When it is from, in ms since 1970: what it says itself, else when it was published or came. */
  readonly time: number;
}

/** Who is told. */
export interface MessageWatcher {
  message(shown: ShownMessage): void;
  /** What was shown of some groups may not be shown any more. */
  loss(isLost: (group: string) => boolean): void;
}
