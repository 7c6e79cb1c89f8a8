import { z } from "zod";
import { type Message, RESERVED_PREFIX } from "../../protocol/message.ts";
import type { Board } from "../board.ts";
import { timestamp } from "../frame.ts";
import { groupPattern } from "../group_pattern.ts";

/** How long a message waits: 30 days. */
const WAIT = 30 * 86_400_000;

/** How many messages of one type wait. */
const COUNT = 1_000;

const PATTERN = groupPattern("user_{subject:subject}");

const schema = z.looseObject({
  type: z.string().regex(
    /^[^\p{Cc}]{1,100}$/u,
    "it must have 1 to 100 characters, and no control characters",
  ).refine((type) => !type.startsWith(RESERVED_PREFIX), 'types that begin with "$" are Boardcast\'s own'),
  timestamp,
}) as unknown as z.ZodType<Message>;

/** The name of the group that is `subject`'s own. */
export function inboxOf(subject: string): string {
  return PATTERN.name({ subject });
}

/** Whether the group `name` is somebody's inbox. */
export function isInbox(name: string): boolean {
  return PATTERN.match(name) !== null;
}

/** Personal messages: they wait in a group of the person's own until they are acknowledged. It is watched on every board. */
export function inboxBoard(): Board {
  return {
    name: "inbox",
    title: "Inbox",
    endpoints: [],
    groups: [{
      pattern: PATTERN,
      maySee: (identity, { subject }) => identity !== null && identity.subject === subject,
    }],
    events: {
      "*": {
        rule: { count: COUNT, ms: WAIT },
        schema,
        frame: (message, { now }) => ({ ...message, timestamp: message["timestamp"] ?? now }),
      },
    },
    paths: () => Promise.resolve([]),
  };
}
