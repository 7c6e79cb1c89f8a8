import { setImmediate } from "node:timers";
import { getLogger } from "@logtape/logtape";
import type { Ending, Endings } from "../auth/endings.ts";
import { type Nodes, tellConnections } from "../backend/nodes.ts";
import { CLOSE, type Close } from "../protocol/close_code.ts";
import type { BoardCatalog } from "../board/board_catalog.ts";
import type { Connection } from "./connection.ts";
import { Traffic } from "./traffic.ts";

/** How often connections are looked at whose login may have ended. */
const INTERVAL = 400;
/** So many are closed at once when the node stops. */
const PACE = 200;
/** How long peers may take to answer a close when the node stops. */
const CLOSE_TIMEOUT = 2_000;

const log = getLogger(["boardcast", "connections"]);

/** All connections of this node. None outlives the login that opened it. */
export class Connections implements AsyncDisposable {
  readonly #endings: Endings;
  readonly #nodes: Nodes;
  readonly #perBoard = new Map<string, number>();
  readonly #connections = new Set<Connection>();
  readonly #perSubject = new Map<string, number>();
  readonly #stuck = new Set<Connection>();
  readonly #closes = new Map<Close | null, number>();
  readonly #refusals = new Map<Close, number>();
  #look: ReturnType<typeof setInterval> | undefined;
  /** What goes out to all of them. */
  readonly traffic: Traffic = new Traffic();

  constructor(endings: Endings, nodes: Nodes) {
    this.#endings = endings;
    this.#nodes = nodes;
  }

  /** How many there are. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many hold a socket: also those that have ended and whose peer has not let go of it. */
  get sockets(): number {
    return this.#connections.size + this.#stuck.size;
  }

  /** How many sockets `subject` holds. */
  of(subject: string): number {
    return this.#perSubject.get(subject) ?? 0;
  }

  /** How many different people they belong to, as far as those are known. */
  get people(): number {
    return this.#perSubject.size;
  }

  /** How many there are on each board that has any. */
  get perBoard(): ReadonlyMap<string, number> {
    return this.#perBoard;
  }

  /** Counts `connection` until {@link Connections.remove}. */
  add(connection: Connection): void {
    this.#look ??= setInterval(() => this.#closeEnded(Date.now()), INTERVAL);
    this.#connections.add(connection);
    this.#count(connection, 1);
    this.#countOnBoard(connection, 1);
  }

  /** See {@link Connections.add}; `close` is why it ended, `null` if the peer ended it. */
  remove(connection: Connection, close: Close | null): void {
    if (!this.#connections.delete(connection)) return;
    this.#closes.set(close, (this.#closes.get(close) ?? 0) + 1);
    this.#countOnBoard(connection, -1);
    this.#stuck.add(connection);
    connection.wireClosed.then(() => {
      this.#stuck.delete(connection);
      this.#count(connection, -1);
    });
  }

  /** Counts a connection that was refused. */
  noteRefusal(close: Close): void {
    this.#refusals.set(close, (this.#refusals.get(close) ?? 0) + 1);
  }

  /** All of them, in the order in which they came. */
  get all(): Iterable<Connection> {
    return this.#connections;
  }

  /** How many have been closed of which the peer has not let go of the socket. */
  get stuck(): number {
    return this.#stuck.size;
  }

  /** How many ended, by why; `null` stands for those that the peer ended. */
  get closes(): ReadonlyMap<Close | null, number> {
    return this.#closes;
  }

  /** How many were refused, by why. */
  get refusals(): ReadonlyMap<Close, number> {
    return this.#refusals;
  }

  /**
   * Asks again for each connection on a board that has changed what it may see. One goes on as it was, or is closed with a
   * code that says why it cannot.
   */
  async reauthorize(catalog: BoardCatalog): Promise<void> {
    for (const connection of [...this.#connections]) {
      const route = catalog.route(connection.path);
      if (route?.endpoint === connection.endpoint) continue;
      if (route?.board.name !== connection.board) connection.close(CLOSE.noSuchBoard);
      else {
        const { identity } = connection;
        // One that cannot be asked about now comes back and is asked again.
        await connection.reauthorize(identity, route.endpoint).catch((error) => connection.fail(error));
      }
    }
  }

  /** Closes all of them with a code that means reconnect, and waits until they have left. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#look);
    const connections = [...this.#connections];
    for (const [at, connection] of connections.entries()) {
      connection.close(CLOSE.draining);
      if (at % PACE === PACE - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, CLOSE_TIMEOUT);
    await Promise.race([Promise.all(connections.map(({ wireClosed }) => wireClosed)), timeout.promise]);
    clearTimeout(timer);
  }

  async #closeEnded(now: number): Promise<void> {
    const endings = await this.#endings.fresh().catch((error) => {
      log.error("Cannot see which logins have ended: {reason}", { reason: error.message });
      return [];
    });
    for (const connection of this.#connections) {
      const close = endOf(connection, endings, now);
      if (close) connection.close(close);
    }
  }

  #countOnBoard({ board }: Connection, change: number): void {
    const count = (this.#perBoard.get(board) ?? 0) + change;
    if (count > 0) this.#perBoard.set(board, count);
    else this.#perBoard.delete(board);
    tellConnections(this.#nodes, board, count);
  }

  #count({ identity }: Connection, change: number): void {
    if (identity === null) return;
    const count = this.of(identity.subject) + change;
    if (count > 0) this.#perSubject.set(identity.subject, count);
    else this.#perSubject.delete(identity.subject);
  }
}

/** An ending has the time at which it was written; so long afterwards it may be that it can be read. */
const COMMIT = 100;

type Ended = Ending & { readonly time: number };

/** Whoever proved who they are after something had ended has proved that it does not concern them. */
function endOf(connection: Connection, endings: readonly Ended[], now: number): Close | undefined {
  const { identity } = connection;
  if (identity === null) return undefined;
  if (identity.expires !== null && identity.expires <= now) return CLOSE.signIn;
  const ending = endings.find((one) => {
    // A session that has ended never begins again.
    if ("session" in one) return one.session === identity.session;
    if (one.time + COMMIT < connection.provenAt) return false;
    return "group" in one ? connection.isIn(one.group) : one.subject === identity.subject;
  });
  if (!ending) return undefined;
  return "session" in ending || ("subject" in ending && !ending.mayReturn) ? CLOSE.signIn : CLOSE.changed;
}
