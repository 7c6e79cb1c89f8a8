import type { Message } from "../../protocol/message.ts";

/** When `message` says that it is from, in ms since 1970; `null` if it does not say so. */
export function messageTime({ timestamp }: Message): number | null {
  if (typeof timestamp !== "string") return null;
  const time = Date.parse(timestamp);
  return Number.isNaN(time) ? null : time;
}
