import { keyText } from "../../client/memory.ts";
import { type Message, valueAt } from "../../protocol/message.ts";
import { matches, type Where } from "./where.ts";

/** Which messages are about the same thing, and which things are shown. */
export interface ThingRule {
  /** Paths of the key; without one, each message is a thing of its own. */
  readonly key: readonly string[] | undefined;
  readonly where?: Where | undefined;
  readonly unless?: Where | undefined;
}

/** The rule of a widget whose event has the key `key`, if it has one. */
export function thingRule(
  widget: { key?: string | undefined; where?: Where | undefined; unless?: Where | undefined },
  key: readonly string[] | undefined,
): ThingRule {
  return {
    key: widget.key === undefined ? key : [widget.key],
    where: widget.where,
    unless: widget.unless,
  };
}

/** What names the thing that `message` is about; `null` if it is one of its own. */
export function thingId(message: Message, { key }: ThingRule): string | null {
  return key ? keyText(key.map((path) => valueAt(message, path) ?? null)) : null;
}

/** Whether a thing is shown that is now as `message` says. */
export function isShown(message: Message, { where, unless }: ThingRule): boolean {
  return matches(message, where) && (unless === undefined || !matches(message, unless));
}
