/** A board in React components. What they show changes at most once a frame, and only if it is another. */
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from "react";
import type { Person } from "../protocol/control.ts";
import type { JsonObject, Message } from "../protocol/message.ts";
import type { BoardClient, BoardClientOptions, Reply } from "./board_client.ts";
import type { Freshness } from "./board_state.ts";
import { type Key, keyText } from "./memory.ts";
import { type UsedBoard, usedBoard } from "./react_board.ts";
import { feedSource } from "./react_feed.ts";
import type { AnyClient } from "./react_losses.ts";
import {
  freshnessSource,
  latestSource,
  presenceSource,
  type Standing,
  standingSource,
} from "./react_sources.ts";
import type { Source } from "./react_store.ts";

/** Events of a board whose messages nobody has described. */
export type AnyEvents = Record<string, Message>;

/** Which board: its name (`trading`), its path or address, or a client that somebody else connects and disconnects. */
export type BoardName<Events extends object = AnyEvents> = string | URL | BoardClient<Events>;

/** What {@link useBoard} answers. */
export interface BoardView<Events extends object = AnyEvents> extends Standing {
  /** Sends a command; its answer. @throws BoardError */
  readonly send: (command: JsonObject) => Promise<Reply>;
  /** For the other hooks, where no {@link BoardProvider} is around the component. */
  readonly client: BoardClient<Events>;
}

/** How much of an event {@link useFeed} remembers, and of which board. */
export interface FeedOptions<Events extends object = AnyEvents> {
  /** Default 100. */
  readonly keep?: number;
  /** Default: that of the nearest {@link BoardProvider}. */
  readonly client?: BoardClient<Events>;
}

const Nearest = createContext<UsedBoard | null>(null);

/**
 * Gives a board to the components in it and keeps it connected while it is there. Whoever names the same board with the same
 * options shares its connection.
 */
export function BoardProvider(
  { board, options, children }: { board: BoardName; options?: BoardClientOptions; children?: ReactNode },
): ReactElement {
  return createElement(Nearest.Provider, { value: useNamed(board, options) }, children);
}

/**
 * Follows a board while the component is there; without a name, that of the nearest {@link BoardProvider}. Whoever names the
 * same board with the same options shares its connection, which ends with the last of them.
 *
 * @example
 * ```ts
 * const { status, client } = useBoard<TradingEvents>("/ws/trading/");
 * const price = useLatest("price_update", "EURUSD", client);
 * ```
 */
export function useBoard<Events extends object = AnyEvents>(
  board?: BoardName<Events>,
  options?: BoardClientOptions,
): BoardView<Events> {
  const { store } = useNamed(board as BoardName | undefined, options);
  const standing = useCell("board", standingSource, store.client);
  return useMemo(() => {
    const client = store.client as BoardClient<Events>;
    return { ...standing, client, send: (command: JsonObject) => client.send(command) };
  }, [standing, store]);
}

/** The newest message of `event`, or of one key of it; `undefined` if there is none. */
export function useLatest<Event extends keyof Events & string, Events extends object = AnyEvents>(
  event: Event,
  key?: Key,
  client?: BoardClient<Events>,
): Events[Event] | undefined {
  const name = `latest ${nameOf(event, key)}`;
  return useCell(name, (client) => latestSource(client, event, key), client) as Events[Event] | undefined;
}

/** The last messages of `event`, oldest first: those that are remembered, and all that come. */
export function useFeed<Event extends keyof Events & string, Events extends object = AnyEvents>(
  event: Event,
  { keep = 100, client }: FeedOptions<Events> = {},
): readonly Events[Event][] {
  const messages = useCell(`feed ${keep} ${event}`, (client) => feedSource(client, event, keep), client);
  return messages as unknown as readonly Events[Event][];
}

/** Who is in `group`, a group of the board or one that was joined. */
export function usePresence(group: string, client?: AnyClient): readonly Person[] {
  return useCell(`presence ${group}`, (client) => presenceSource(client, group), client);
}

/** How fresh `event` is, or one key of it; `undefined` if it does not promise to come regularly. */
export function useFreshness<Event extends keyof Events & string, Events extends object = AnyEvents>(
  event: Event,
  key?: Key,
  client?: BoardClient<Events>,
): Freshness | undefined {
  return useCell(`freshness ${nameOf(event, key)}`, (client) => freshnessSource(client, event, key), client);
}

/** The hooks for a board whose events are `Events`. */
export interface BoardHooks<Events extends object> {
  useBoard(board?: BoardName<Events>, options?: BoardClientOptions): BoardView<Events>;
  useLatest<Event extends keyof Events & string>(
    event: Event,
    key?: Key,
    client?: BoardClient<Events>,
  ): Events[Event] | undefined;
  useFeed<Event extends keyof Events & string>(
    event: Event,
    options?: FeedOptions<Events>,
  ): readonly Events[Event][];
  usePresence(group: string, client?: BoardClient<Events>): readonly Person[];
  useFreshness(event: keyof Events & string, key?: Key, client?: BoardClient<Events>): Freshness | undefined;
}

/**
 * The hooks, which know the types of the nearest board's messages.
 *
 * @example
 * ```ts
 * export const { useLatest, useFeed } = boardHooks<TradingEvents>();
 * ```
 */
export function boardHooks<Events extends object>(): BoardHooks<Events> {
  return { useBoard, useLatest, useFeed, usePresence, useFreshness };
}

/** The board of this name, kept connected; without a name the nearest one, which somebody else keeps. */
function useNamed(board: BoardName | undefined, options: BoardClientOptions | undefined): UsedBoard {
  const nearest = useContext(Nearest);
  const used = board === undefined ? nearest : usedBoard(board, options);
  const isNamed = board !== undefined;
  const token = options?.token;
  useEffect(() => isNamed ? used?.renew(token) : undefined, [used, isNamed, token]);
  useEffect(() => isNamed ? used?.use() : undefined, [used?.store, isNamed]);
  if (!used) throw noBoard();
  return used;
}

function useCell<Value>(
  name: string,
  source: (client: AnyClient) => Source<Value>,
  client: AnyClient | undefined,
): Value {
  const nearest = useContext(Nearest);
  const used = client ? usedBoard(client) : nearest;
  if (!used) throw noBoard();
  const { store } = used;
  const cell = useMemo(() => store.cell(name, source), [store, name]);
  return useSyncExternalStore(cell.subscribe, cell.shown, cell.initial);
}

function nameOf(event: string, key: Key | undefined): string {
  return key === undefined ? event : `${event} ${keyText(key)}`;
}

function noBoard(): Error {
  return new Error(
    'No board: put a <BoardProvider board="…"> around the component, or hand the hook the client of useBoard("…")',
  );
}
