import { isObject, type JsonObject, type Message, valueAt } from "../../protocol/message.ts";
import type { Action } from "../../protocol/view.ts";
import type { Account } from "../api/account.ts";
import { fillTemplate } from "../event/template.ts";
import { matches } from "../event/where.ts";

/** Whether `action` may be offered to `account`, whatever the message. */
export function mayEver({ roles, email }: Action, account: Account | null): boolean {
  return account !== null && (email !== undefined || account.roles.some((role) => roles.includes(role)));
}

/** Whether `action` makes sense for `message`, and `account` may do it. */
export function mayDo(action: Action, message: Message, account: Account | null): boolean {
  if (account === null || !matches(message, action.when)) return false;
  if (account.roles.some((role) => action.roles.includes(role))) return true;
  const email = action.email === undefined ? undefined : valueAt(message, action.email);
  return typeof email === "string" && email.toLowerCase() === account.email?.toLowerCase();
}

/** The request that does `action` about `message`. */
export function requestOf(action: Action, message: Message): { path: string; body: JsonObject } {
  const path = fillTemplate(action.path, (at) => encodeURIComponent(textAt(message, at)));
  return { path, body: filled(action.body ?? {}, message) };
}

/** What is asked before it is done; `null` if nothing is. */
export function questionOf({ confirm }: Action, message: Message): string | null {
  return confirm === undefined ? null : fillTemplate(confirm, (at) => textAt(message, at));
}

function filled(body: JsonObject, message: Message): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (typeof value === "string") return [name, fillTemplate(value, (at) => textAt(message, at))];
      return [name, isObject(value) ? filled(value, message) : value];
    }),
  );
}

function textAt(message: Message, path: string): string {
  return String(valueAt(message, path) ?? "");
}
