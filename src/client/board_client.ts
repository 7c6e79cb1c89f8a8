import type { ErrorCode, Person } from "../protocol/control.ts";
import type { JsonObject, Message } from "../protocol/message.ts";
import {
  BoardConnection,
  type ConnectionOptions,
  isUp,
  type Receiver,
  type Source,
  type Status,
  statusOf,
} from "./board_connection.ts";
import { BoardError } from "./board_error.ts";
import { type BoardIdentity, BoardState, type Freshness } from "./board_state.ts";
import { Listeners } from "./listeners.ts";
import type { Key, Place, Publication } from "./memory.ts";
import { canShare, SharedConnection } from "./shared_link.ts";

/** How to follow a board. */
export interface BoardClientOptions extends ConnectionOptions {
  /** Groups to join at once, beyond those that the board gives. */
  readonly join?: readonly string[];
  /** Whether all tabs of the browser use one connection. Default: where they can, unless a token is given. */
  readonly share?: boolean;
}

/** The close code of who may not see the board, or not any more. */
const NOT_ALLOWED = 4403;

/** What a command is answered: the board's own message, or what Boardcast says. */
export type Reply = JsonObject;

/** What there is to listen to beside the events of a board, and `*`, which is all of them. */
export interface ClientEvents {
  $status: Status;
  $latency: number;
  $welcome: JsonObject;
  $gap: {
    readonly group: string;
    readonly from: number;
    readonly to: number;
    readonly since: number | null;
    readonly until: number;
    readonly cause: "trimmed" | "restarted" | "backend";
  };
  $freshness: Omit<Freshness, "at">;
  $presence: { readonly group: string } & JsonObject;
  $waiting: { readonly group: string; readonly offsets: readonly number[] };
  $ack: { readonly group: string; readonly offsets: readonly number[] };
  $error: { readonly code: ErrorCode; readonly message: string; readonly groups?: readonly string[] };
}

/** Everything that can be listened to on a board whose events are `Events`. */
export type AllEvents<Events> = Events & ClientEvents & { "*": Message };

/**
 * Follows a board: connects, goes on from where it was when the connection is lost, and remembers the latest.
 *
 * @example
 * ```ts
 * const client = new BoardClient<TradingEvents>("/ws/trading/");
 * client.on("price_update", ({ symbol, data }) => console.log(symbol, data.bid));
 * client.on("$status", ({ name, reason }) => console.log(name, reason));
 * client.connect();
 * ```
 */
export class BoardClient<Events extends object = Record<string, Message>> implements Disposable {
  readonly #id = Math.random().toString(36).slice(2);
  readonly #listeners = new Listeners();
  readonly #joins: Set<string>;
  readonly #joining = new Map<string, PromiseWithResolvers<void>>();
  readonly #pending = new Map<string, PromiseWithResolvers<Reply>>();
  readonly #state = new BoardState((group) => this.#isWanted(group));
  readonly #source: Source;
  #status = statusOf("closed");
  #latency: number | null = null;
  #refs = 0;

  /** `url` is the board's path on the page's own server, or its whole address. @throws TypeError if it is neither. */
  constructor(url: string | URL, options: BoardClientOptions = {}) {
    const address = new URL(url, globalThis.location?.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.#joins = new Set(options.join);
    const { token, share = token === undefined } = options;
    const receiver: Receiver = {
      // A listener may end it in the midst of what has come: the rest is for the next connection.
      onFrames: (frames) => frames.forEach((frame) => this.#status.name === "closed" || this.#take(frame)),
      onStatus: (status) => this.#become(status),
    };
    const Source = share && canShare() ? SharedConnection : BoardConnection;
    this.#source = new Source(address, options, this.#state, receiver);
    this.#source.want(this.#joins);
  }

  get status(): Status {
    return this.#status;
  }

  /** Who the server says that one is; `null` before it has said so. */
  get identity(): BoardIdentity | null {
    return this.#state.identity;
  }

  /** How long the last `$ping` and its answer were on their way, in ms; `null` before the first. */
  get latency(): number | null {
    return this.#latency;
  }

  /** The offsets of one's inbox that are not acknowledged. */
  get waiting(): number[] {
    return this.#state.waiting;
  }

  /** Connects, and stays connected until {@link BoardClient.disconnect} or a refusal. */
  connect(): void {
    this.#source.connect();
  }

  /** Ends the connection for good. What is known stays known. */
  disconnect(): void {
    this.#source.disconnect();
  }

  /**
   * Sends a command; its answer. Nobody need await it.
   *
   * @throws BoardError when it is refused, when there is no connection, or when that ends before the answer.
   */
  send(command: JsonObject): Promise<Reply> {
    const answer = expected<Reply>();
    const $ref = `${this.#id}.${++this.#refs}`;
    if (isUp(this.#status)) {
      this.#pending.set($ref, answer);
      this.#source.send({ ...command, $ref });
    } else answer.reject(disconnected(this.#status));
    return answer.promise;
  }

  /**
   * Calls `listener` with each message of `type` from now on, and before this returns with what is remembered of it: the
   * latest of each key, or the last of a log. Types that begin with `$` are the client's own. The result ends it.
   */
  on<Type extends keyof AllEvents<Events> & string>(
    type: Type,
    listener: (message: AllEvents<Events>[Type], place: Place) => void,
  ): () => void {
    this.#listeners.add(type, listener);
    const known = type.startsWith("$") ? [] : this.#state.remembered(type === "*" ? undefined : type);
    for (const { message, place } of known) this.#listeners.call(type, listener, message, place);
    return () => this.off(type, listener);
  }

  /** Ends what `on(type, listener)` began. */
  off<Type extends keyof AllEvents<Events> & string>(
    type: Type,
    listener: (message: AllEvents<Events>[Type], place: Place) => void,
  ): void {
    this.#listeners.remove(type, listener);
  }

  /** The newest message of `event`, or of one key of it. */
  latest<Event extends keyof Events & string>(event: Event, key?: Key): Events[Event] | undefined {
    return this.#state.latest(event, key) as Events[Event] | undefined;
  }

  /** The newest of each key of `event`, or what is remembered of a log or of one `key`; oldest first. */
  all<Event extends keyof Events & string>(event: Event, key?: Key): Events[Event][] {
    return this.#state.all(event, key) as Events[Event][];
  }

  /** How fresh `event` is, or one key of it; `undefined` if it does not promise to come regularly. */
  freshness(event: keyof Events & string, key?: Key): Freshness | undefined {
    return this.#state.freshness(event, key);
  }

  /** Who is in `group`, if it tells. */
  people(group: string): Person[] {
    return this.#state.people(group);
  }

  /** Joins `group`, on each connection from now on; resolves when it is in. @throws BoardError when it is refused. */
  join(group: string): Promise<void> {
    const joined = this.#joining.get(group) ?? expected<void>();
    const known = this.#joins.has(group) ? [] : this.#state.remembered(undefined, group);
    this.#joins.add(group);
    this.#source.want(this.#joins);
    for (const publication of known) this.#tell(publication);
    if (this.#state.has(group)) joined.resolve();
    else this.#joining.set(group, joined);
    return joined.promise;
  }

  /** Leaves `group`. */
  leave(group: string): void {
    this.#joining.get(group)?.resolve();
    this.#joining.delete(group);
    if (this.#joins.delete(group)) this.#source.want(this.#joins);
  }

  /** Says that these messages of one's inbox need not wait any longer. @throws BoardError */
  acknowledge(offsets: readonly number[]): Promise<Reply> {
    return this.send({ type: "$ack", offsets });
  }

  [Symbol.dispose](): void {
    this.disconnect();
  }

  /** A connection that tabs share may be in groups that only others have asked for. */
  #isWanted(group: string): boolean {
    return this.#joins.has(group) || !this.#state.asked.has(group);
  }

  #take(frame: JsonObject): void {
    const publication = this.#state.take(frame);
    if (publication) this.#tell(publication);
    else if (!("$group" in frame)) this.#control(frame);
  }

  #tell({ message, place }: Publication): void {
    if (!this.#isWanted(place.group)) return;
    this.#listeners.tell(message.type, message, place);
    this.#listeners.tell("*", message, place);
  }

  #control(frame: JsonObject): void {
    const { type, group, groups, sent } = frame;
    this.#answer(frame);
    this.#joined();
    if (Array.isArray(groups)) this.#refused(groups, errorOf(frame));
    if (type === "$pong") {
      this.#latency = Math.max(0, Date.now() - (sent as number));
      this.#listeners.tell("$latency", this.#latency);
    }
    if (typeof group !== "string" || this.#isWanted(group)) this.#listeners.tell(type as string, frame);
  }

  #answer(frame: JsonObject): void {
    const ref = frame["ref"] as string;
    const answer = this.#pending.get(ref);
    this.#pending.delete(ref);
    if (frame["type"] === "$error") answer?.reject(errorOf(frame));
    else answer?.resolve((frame["message"] ?? frame) as Reply);
  }

  #joined(): void {
    for (const [group, joined] of this.#joining) {
      if (!this.#state.has(group)) continue;
      this.#joining.delete(group);
      joined.resolve();
    }
  }

  #refused(groups: readonly string[], error: BoardError): void {
    for (const group of groups) {
      this.#joining.get(group)?.reject(error);
      this.leave(group);
    }
  }

  #become(status: Status): void {
    this.#status = status;
    const { name, code } = status;
    // What one may not see any more is not remembered either.
    if (code === NOT_ALLOWED) this.#state.clear();
    if (!isUp(status)) this.#giveUp(this.#pending);
    if (name === "refused" || name === "closed") this.#giveUp(this.#joining);
    this.#listeners.tell("$status", status);
  }

  #giveUp<T>(awaited: Map<string, PromiseWithResolvers<T>>): void {
    for (const { reject } of awaited.values()) reject(disconnected(this.#status));
    awaited.clear();
  }
}

/** A promise that nobody need await: that a connection is lost is nothing that ends a process. */
function expected<T>(): PromiseWithResolvers<T> {
  const expected = Promise.withResolvers<T>();
  expected.promise.catch(() => {});
  return expected;
}

function errorOf({ code, message }: JsonObject): BoardError {
  return new BoardError(code as ErrorCode, message as string);
}

function disconnected({ name, reason }: Status): BoardError {
  return new BoardError("disconnected", [name, reason].filter(Boolean).join(": "));
}
