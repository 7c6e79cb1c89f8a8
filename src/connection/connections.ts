import { CLOSE } from "../protocol/close_code.ts";
import type { Connection } from "./connection.ts";

/** How often connections are looked at whose token ends. */
const INTERVAL = 500;
/** How long peers may take to answer a close when the node stops. */
const CLOSE_TIMEOUT = 2_000;

/** All connections of this node. */
export class Connections implements AsyncDisposable {
  readonly #connections = new Set<Connection>();
  readonly #perSubject = new Map<string, number>();
  readonly #expiry: ReturnType<typeof setInterval>;

  constructor() {
    this.#expiry = setInterval(() => this.#closeExpired(Date.now()), INTERVAL);
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
    this.#connections.add(connection);
    this.#count(connection, 1);
  }

  /** See {@link Connections.add}. */
  remove(connection: Connection): void {
    if (this.#connections.delete(connection)) this.#count(connection, -1);
  }

  /** Closes all of them with a code that means reconnect, and waits until they have left. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#expiry);
    const connections = [...this.#connections];
    for (const connection of connections) connection.close(CLOSE.draining);
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, CLOSE_TIMEOUT);
    await Promise.race([Promise.all(connections.map(({ socketClosed }) => socketClosed)), timeout.promise]);
    clearTimeout(timer);
  }

  #closeExpired(now: number): void {
    for (const connection of this.#connections) {
      const expires = connection.identity?.expires ?? null;
      if (expires !== null && expires <= now) connection.close(CLOSE.signIn);
    }
  }

  #count({ identity }: Connection, change: number): void {
    if (identity === null) return;
    const count = this.of(identity.subject) + change;
    if (count > 0) this.#perSubject.set(identity.subject, count);
    else this.#perSubject.delete(identity.subject);
  }
}
