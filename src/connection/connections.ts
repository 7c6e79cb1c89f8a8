import { getLogger } from "@logtape/logtape";
import type { Ending, Endings } from "../auth/endings.ts";
import { CLOSE, type Close } from "../protocol/close_code.ts";
import type { Connection } from "./connection.ts";

/** How often connections are looked at whose login may have ended. */
const INTERVAL = 400;
/** How long peers may take to answer a close when the node stops. */
const CLOSE_TIMEOUT = 2_000;

const log = getLogger(["boardcast", "connections"]);

/** All connections of this node. None outlives the login that opened it. */
export class Connections implements AsyncDisposable {
  readonly #endings: Endings;
  readonly #connections = new Set<Connection>();
  readonly #perSubject = new Map<string, number>();
  #look: ReturnType<typeof setInterval> | undefined;

  constructor(endings: Endings) {
    this.#endings = endings;
  }

  /** How many there are. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many `subject` has. */
  of(subject: string): number {
    return this.#perSubject.get(subject) ?? 0;
  }

  /** Counts `connection` until {@link Connections.remove}. */
  add(connection: Connection): void {
    this.#look ??= setInterval(() => this.#closeEnded(Date.now()), INTERVAL);
    this.#connections.add(connection);
    this.#count(connection, 1);
  }

  /** See {@link Connections.add}. */
  remove(connection: Connection): void {
    if (this.#connections.delete(connection)) this.#count(connection, -1);
  }

  /** Closes all of them with a code that means reconnect, and waits until they have left. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#look);
    const connections = [...this.#connections];
    for (const connection of connections) connection.close(CLOSE.draining);
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, CLOSE_TIMEOUT);
    await Promise.race([Promise.all(connections.map(({ socketClosed }) => socketClosed)), timeout.promise]);
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

  #count({ identity }: Connection, change: number): void {
    if (identity === null) return;
    const count = this.of(identity.subject) + change;
    if (count > 0) this.#perSubject.set(identity.subject, count);
    else this.#perSubject.delete(identity.subject);
  }
}

function endOf(connection: Connection, endings: readonly Ending[], now: number): Close | undefined {
  const { identity } = connection;
  if (identity === null) return undefined;
  if (identity.expires !== null && identity.expires <= now) return CLOSE.signIn;
  const ending = endings.find((one) => {
    if ("session" in one) return one.session === identity.session;
    return "group" in one ? connection.isIn(one.group) : one.subject === identity.subject;
  });
  if (!ending) return undefined;
  return "session" in ending || ("subject" in ending && !ending.mayReturn) ? CLOSE.signIn : CLOSE.changed;
}
