import { isObject, type JsonObject, type Message, valueAt } from "../../protocol/message.ts";
import type { Action } from "../../protocol/view.ts";
import type { Account } from "../api/account.ts";
import type { NameOf } from "../event/names.ts";
import { fillTemplate } from "../event/template.ts";
import { matches } from "../event/where.ts";

/** Whether `action` may be offered to `account`, whatever the message. */
export function mayEver({ roles, email }: Action, account: Account | null): boolean {
  return account !== null && (email !== undefined || account.roles.some((role) => roles.includes(role)));
}

/** Whether `action` makes sense for `message`, and `account` may do it. */
export function mayDo(
  action: Action,
  message: Message,
  { account, nameOf }: { account: Account | null; nameOf: NameOf },
): boolean {
  if (account === null || !matches(message, action.when)) return false;
  if (account.roles.some((role) => action.roles.includes(role))) return true;
  if (action.email === undefined) return false;
  return namedAt(message, action.email, nameOf).toLowerCase() === account.email?.toLowerCase();
}

/** The request that does `action` about `message`. */
export function requestOf(action: Action, message: Message): { path: string; body: JsonObject } {
  const path = fillTemplate(action.path, (at) => encodeURIComponent(textAt(message, at)));
  return { path, body: filled(action.body ?? {}, message) };
}

/** What is asked before it is done; `null` if nothing is. */
export function questionOf({ confirm }: Action, message: Message, nameOf: NameOf): string | null {
  return confirm === undefined ? null : fillTemplate(confirm, (at) => namedAt(message, at, nameOf));
}

function filled(body: JsonObject, message: Message): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (typeof value === "string") return [name, fillTemplate(value, (at) => textAt(message, at))];
      return [name, isObject(value) ? filled(value, message) : value];
    }),
  );
}

function namedAt(message: Message, path: string, nameOf: NameOf): string {
  return nameOf(path, valueAt(message, path)) ?? textAt(message, path);
}

function textAt(message: Message, path: string): string {
  return String(valueAt(message, path) ?? "");
}
