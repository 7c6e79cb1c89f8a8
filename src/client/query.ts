/** A board's values in the cache of TanStack Query. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { Message } from "../protocol/message.ts";
import type { AllEvents, BoardClient } from "./board_client.ts";
import { callSafely } from "./listeners.ts";
import type { Place } from "./memory.ts";
import { NextFrame } from "./react_frames.ts";
import { type AnyClient, watchLosses } from "./react_losses.ts";

/** Which query has the messages of an event, and as what. */
export interface PutRule<EventMessage> {
  /** The key of the query that `message` is for; `null` if there is none. */
  key(message: EventMessage): QueryKey | null;
  /** The query's new data, made of what it has `before`; `undefined` leaves it. Default: the message itself. */
  data?(message: EventMessage, before: unknown): unknown;
}

/** What a board's events do to the cache. */
export interface BoardQueryRules<Events extends object> {
  /** Events whose messages are values. */
  readonly put?: { readonly [Event in keyof Events & string]?: PutRule<Events[Event]> };
  /** Events after which what was fetched is no longer right: the keys of those queries. `$gap` is one of the events. */
  readonly invalidate?: {
    readonly [Event in keyof AllEvents<Events> & string]?: (
      message: AllEvents<Events>[Event],
    ) => readonly QueryKey[];
  };
}

/** So many changes wait for a frame, and so many queries are known to have been given a value. */
const MAX_WAITING = 1_000;
const MAX_KNOWN = 10_000;

/**
 * Keeps queries up to date with a board, once a frame: what is known is put into the cache at once, and so is what comes. The
 * result ends it; the client is somebody else's to connect.
 *
 * @example
 * ```ts
 * useEffect(() =>
 *   boardQuery(queryClient, client, {
 *     put: { price_update: { key: ({ symbol }) => ["price", symbol] } },
 *     invalidate: { trade_execution: () => [["positions"]], $gap: () => [["positions"]] },
 *   }), [queryClient, client]);
 * const { data } = useQuery({ queryKey: ["price", "EURUSD"], queryFn: skipToken });
 * ```
 */
export function boardQuery<Events extends object>(
  queryClient: QueryClient,
  client: BoardClient<Events>,
  rules: BoardQueryRules<Events>,
): () => void {
  const cache = new BoardCache(queryClient);
  const offs = [watchLosses(client as AnyClient, (isLost) => cache.forget(isLost))];
  for (const [event, rule] of entriesOf<PutRule<Message>>(rules.put)) {
    offs.push((client as AnyClient).on(event, (message: Message, { group }: Place) => {
      const key = rule.key(message);
      const change: Change = (before) => rule.data ? rule.data(message, before) : message;
      if (key) cache.put(key, group, change, rule.data === undefined);
    }));
  }
  cache.show();
  for (const [event, keysOf] of entriesOf<(message: Message) => readonly QueryKey[]>(rules.invalidate)) {
    let isNews = false;
    offs.push((client as AnyClient).on(event, (message: Message) => {
      if (isNews) { for (const key of keysOf(message)) cache.invalidate(key); }
    }));
    isNews = true;
  }
  return () => {
    for (const off of offs) off();
    cache[Symbol.dispose]();
  };
}

type Change = (before: unknown) => unknown;

interface Waiting {
  readonly key: QueryKey;
  group: string;
  changes: Change[];
}

/** Collects what is to be done to the cache until the next frame. */
class BoardCache implements Disposable {
  readonly #queries: QueryClient;
  readonly #next = new NextFrame(() => this.#apply());
  readonly #waiting = new Map<string, Waiting>();
  readonly #invalid = new Map<string, QueryKey>();
  /** Keys that are being fetched again; `true` if they have to be once more. */
  readonly #fetching = new Map<string, boolean>();
  /** Keys that were given values, and the group of the last one. */
  readonly #known = new Map<string, { readonly key: QueryKey; readonly group: string }>();
  #changes = 0;
  #isOver = false;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  /** Has `change` made to the data of `key`; it alone if it `replaces` all before it. */
  put(key: QueryKey, group: string, change: Change, replaces: boolean): void {
    const name = JSON.stringify(key);
    const waiting = this.#waiting.get(name) ?? { key, group, changes: [] };
    if (replaces) waiting.changes = [];
    waiting.changes.push(change);
    waiting.group = group;
    this.#waiting.set(name, waiting);
    if (++this.#changes >= MAX_WAITING) this.#next.run();
    else this.#next.request();
  }

  /** Has what was fetched for `key` fetched again. */
  invalidate(key: QueryKey): void {
    this.#invalid.set(JSON.stringify(key), key);
    this.#next.request();
  }

  /** Does at once what waits for the next frame. */
  show(): void {
    this.#next.run();
  }

  /** Takes back the values of groups that are lost. */
  forget(isLost: (group: string) => boolean): void {
    for (const [name, { group }] of this.#waiting) if (isLost(group)) this.#waiting.delete(name);
    for (const [name, { key, group }] of this.#known) {
      if (!isLost(group)) continue;
      this.#known.delete(name);
      void this.#queries.resetQueries({ queryKey: key, exact: true });
    }
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#next.cancel();
  }

  #apply(): void {
    const waiting = [...this.#waiting];
    const invalid = [...this.#invalid];
    this.#waiting.clear();
    this.#invalid.clear();
    this.#changes = 0;
    for (const [name, { key, group, changes }] of waiting) {
      this.#know(name, key, group);
      const change: Change = (before) => changes.reduce((data, change) => change(data), before);
      // A rule that throws harms no other query.
      callSafely(() => this.#queries.setQueryData(key, change));
    }
    for (const [name, key] of invalid) void this.#fetchAgain(name, key);
  }

  #know(name: string, key: QueryKey, group: string): void {
    this.#known.delete(name);
    this.#known.set(name, { key, group });
    if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
  }

  /** One after the other: many events must not cancel the fetch that the one before began, nor go without one after them. */
  async #fetchAgain(name: string, queryKey: QueryKey): Promise<void> {
    const isFetching = this.#fetching.has(name);
    this.#fetching.set(name, isFetching);
    if (isFetching) return;
    await this.#queries.invalidateQueries({ queryKey });
    const isOnceMore = this.#fetching.get(name);
    this.#fetching.delete(name);
    if (isOnceMore && !this.#isOver) await this.#fetchAgain(name, queryKey);
  }
}

function entriesOf<Rule>(rules: object = {}): [string, Rule][] {
  return Object.entries(rules).filter(([, rule]) => rule !== undefined);
}
