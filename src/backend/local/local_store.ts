import type { JsonObject } from "../../protocol/message.ts";
import type { DocumentName, Entry, Store, Transaction } from "../backend.ts";
import type { Database } from "./database.ts";

/** The store as one table of JSON documents. */
export class LocalStore implements Store {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get<T extends JsonObject>(collection: string, id: string): Promise<T | undefined> {
    return Promise.try(() => this.#read<T>(collection, id));
  }

  list<T extends JsonObject>(
    collection: string,
    { prefix = "", after, limit = 1000, reverse = false }: {
      prefix?: string;
      after?: string;
      limit?: number;
      reverse?: boolean;
    } = {},
  ): Promise<Entry<T>[]> {
    const end = `${prefix}\u{10ffff}`;
    const [comparison, order] = reverse ? ["<", "DESC"] : [">", "ASC"];
    return Promise.try(() =>
      this.#database.all<{ id: string; value: string }>(
        `SELECT id, value FROM documents WHERE collection = ? AND id ${comparison} ? AND id >= ? AND id < ?
         AND (expires IS NULL OR expires > ?) ORDER BY id ${order} LIMIT ?`,
        collection,
        after ?? (reverse ? end : ""),
        prefix,
        end,
        Date.now(),
        limit,
      ).map(({ id, value }) => ({ id, value: JSON.parse(value) as T }))
    );
  }

  get now(): number {
    return Date.now();
  }

  transaction<T>(reads: readonly DocumentName[], work: (transaction: Transaction) => T): Promise<T> {
    return this.#database.turn(() => {
      const writes: (() => void)[] = [];
      const answer = work(this.#transaction(reads, writes));
      for (const write of writes) write();
      return answer;
    });
  }

  #read<T>(collection: string, id: string): T | undefined {
    const row = this.#database.get<{ value: string }>(
      "SELECT value FROM documents WHERE collection = ? AND id = ? AND (expires IS NULL OR expires > ?)",
      collection,
      id,
      Date.now(),
    );
    return row && JSON.parse(row.value) as T;
  }

  /** Writes wait until the work is done, so that work which throws has written nothing. */
  #transaction(reads: readonly DocumentName[], writes: (() => void)[]): Transaction {
    return {
      now: this.now,
      get: <T extends JsonObject>(collection: string, id: string) => {
        if (!reads.some(([c, i]) => c === collection && i === id)) {
          throw new TypeError(`Cannot read "${collection}/${id}": the transaction did not name it`);
        }
        return this.#read<T>(collection, id);
      },
      put: (collection, id, value, { expires } = {}) => {
        const text = JSON.stringify(value);
        writes.push(() =>
          this.#database.run(
            "INSERT OR REPLACE INTO documents (collection, id, value, expires) VALUES (?, ?, ?, ?)",
            collection,
            id,
            text,
            expires ?? null,
          )
        );
      },
      delete: (collection, id) => {
        writes.push(() =>
          this.#database.run("DELETE FROM documents WHERE collection = ? AND id = ?", collection, id)
        );
      },
    };
  }
}
