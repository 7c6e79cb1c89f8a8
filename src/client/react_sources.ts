import type { Person } from "../protocol/control.ts";
import type { JsonObject, Message } from "../protocol/message.ts";
import type { Status } from "./board_connection.ts";
import type { BoardIdentity, Freshness } from "./board_state.ts";
import type { Key, Place, Publication } from "./memory.ts";
import { type AnyClient, watchLosses } from "./react_losses.ts";
import type { Source } from "./react_store.ts";

/** How the connection is, and who one is. */
export interface Standing {
  readonly status: Status;
  readonly identity: BoardIdentity | null;
}

const UNCONNECTED: Standing = {
  status: { name: "closed", reason: null, code: null, retryIn: null, since: 0 },
  identity: null,
};

/** How the connection of `client` is, and who one is. */
export function standingSource(client: AnyClient): Source<Standing> {
  return {
    initial: UNCONNECTED,
    watch: (onChange) => watchAll(client, ["$status", "$welcome"], onChange),
    read: () => ({ status: client.status, identity: client.identity }),
    isSame: (a, b) => a.status === b.status && JSON.stringify(a.identity) === JSON.stringify(b.identity),
  };
}

/** The newest of `event`. What nobody keeps the client does not remember, so that it is remembered here. */
export function latestSource(client: AnyClient, event: string, key?: Key): Source<Message | undefined> {
  let passing: Publication | undefined;
  return {
    initial: undefined,
    watch: (onChange) => {
      const offs = [
        client.on(event, (message: Message, place: Place) => {
          passing = place.offset === null && key === undefined ? { message, place } : undefined;
          onChange();
        }),
        watchLosses(client, (isLost) => {
          if (passing && isLost(passing.place.group)) passing = undefined;
        }),
        watchAll(client, ["$welcome", "$reply", "$status"], onChange),
      ];
      return () => {
        offs.forEach((off) => off());
        passing = undefined;
      };
    },
    read: () => passing?.message ?? client.latest(event, key),
    isSame: Object.is,
  };
}

/** Who is in `group`. */
export function presenceSource(client: AnyClient, group: string): Source<readonly Person[]> {
  return {
    initial: [],
    watch: (onChange) => watchAll(client, ["$presence", "$welcome", "$reply", "$status"], onChange),
    read: () => client.people(group),
    isSame: (a, b) =>
      a.length === b.length &&
      a.every(({ subject, name }, at) => subject === b[at]!.subject && name === b[at]!.name),
  };
}

/** How fresh `event` is, or one key of it. */
export function freshnessSource(client: AnyClient, event: string, key?: Key): Source<Freshness | undefined> {
  return {
    initial: undefined,
    watch: (onChange) => watchAll(client, ["$freshness", "$welcome", "$reply", "$status"], onChange),
    read: () => client.freshness(event, key),
    isSame: (a, b) => a === b || (a !== undefined && b !== undefined && isSameReport(a, b)),
  };
}

/** A difference of the clocks is none, in ms. */
const TOLERANCE = 1_000;

/** When a fresh one was heard of last is old news at once. */
function isSameReport(a: Freshness, b: Freshness): boolean {
  const [first, second] = [a, b].map(({ group, event, key, status, cause }) =>
    JSON.stringify([group, event, key, status, cause])
  );
  if (first !== second) return false;
  if (a.status === "fresh" || a.age === b.age) return true;
  return a.age !== null && b.age !== null && Math.abs(a.at - a.age - (b.at - b.age)) < TOLERANCE;
}

function watchAll(client: AnyClient, types: readonly string[], onChange: () => void): () => void {
  const offs = types.map((type) => client.on(type, (_: JsonObject) => onChange()));
  return () => offs.forEach((off) => off());
}
