import { type Message, valueAt } from "../../protocol/message.ts";

/** The values that a message must have at these paths to be shown. */
export type Where = Readonly<Record<string, string | number | boolean>>;

/** Whether `message` has all the values of `where`. */
export function matches(message: Message, where: Where | undefined): boolean {
  if (where === undefined) return true;
  for (const path in where) if (valueAt(message, path) !== where[path]) return false;
  return true;
}
