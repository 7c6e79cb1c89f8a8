import { type Message, valueAt } from "../protocol/message.ts";

/**
 * What a record keeps of one event.
 * `key` + count 1: the latest per key. Count or `ms` alone: a log. `key` + count: a series. Neither: transient.
 */
export interface EventRule {
  /** Paths into the message, whose values together are the key. */
  readonly key?: readonly string[];
  /** How many are kept, per key if there is one. */
  readonly count?: number;
  /** How long each is kept, in ms. */
  readonly ms?: number;
}

/** How many publications one event of one group may hold, whatever its rule allows: 100,000. */
export const MAX_KEPT = 100_000;

/** Whether the rule keeps nothing: its publications have no offset. */
export function isTransient(rule: EventRule): boolean {
  return rule.count === undefined && rule.ms === undefined;
}

/** The key of `message` under `rule`, as text; `null` for a rule without one. */
export function keyOf(rule: EventRule, message: Message): string | null {
  if (!rule.key) return null;
  return rule.key.map((path) => JSON.stringify(valueAt(message, path) ?? null)).join("/");
}

/** The key under `rule` of a message that is given as JSON text; see {@link keyOf}. */
export function keyOfText(rule: EventRule, text: string): string | null {
  return rule.key ? keyOf(rule, JSON.parse(text)) : null;
}
