import type { PerEvent } from "../../protocol/view.ts";

/** What `declared` says for the event `type`; `undefined` if it says nothing. */
export function forEvent(declared: PerEvent | undefined, type: string): string | undefined {
  if (declared === undefined || typeof declared === "string") return declared;
  return Object.hasOwn(declared, type) ? declared[type] : undefined;
}
