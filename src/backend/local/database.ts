import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { StorageError } from "../backend.ts";
import { DatabaseFile } from "./database_file.ts";
import { SCHEMA } from "./schema.ts";

interface Job {
  readonly run: () => unknown;
  readonly writes: boolean;
  readonly committed: (value: unknown) => void;
  readonly failed: (error: Error) => void;
}

/**
 * One SQLite file, written in one transaction per turn of the event loop: what is handed in during a turn is committed
 * together at its end, and only then answered.
 */
export class Database implements Disposable {
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #turnEnded: () => void;
  readonly #file: DatabaseFile | null;
  #jobs: Job[] = [];
  #problem: string | null = null;

  /**
   * Opens `path` (":memory:" keeps nothing on disk); `turnEnded` is called after each commit.
   * @throws StorageError when it is not a database of ours, or cannot be written.
   */
  constructor(path: string, { turnEnded = () => {} }: { turnEnded?: () => void } = {}) {
    this.#turnEnded = turnEnded;
    try {
      this.#file = path === ":memory:" ? null : new DatabaseFile(path);
      this.#sqlite = new DatabaseSync(path);
      this.#sqlite.exec(SCHEMA);
    } catch (cause) {
      throw new StorageError(`Cannot use the database "${path}": ${reason(cause)}`, { cause });
    }
  }

  /** Why the last reading or commit failed; `null` after a commit that did not. */
  get problem(): string | null {
    return this.#problem;
  }

  /** All rows of a query. @throws StorageError */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#read(() => this.#statement(sql).all(...values)) as Row[];
  }

  /** The first row of a query. @throws StorageError */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#read(() => this.#statement(sql).get(...values)) as Row | undefined;
  }

  /** Runs a writing statement; only inside a job of {@link Database.turn}. @throws StorageError */
  run(sql: string, ...values: SQLInputValue[]): void {
    asStorage(() => this.#statement(sql).run(...values));
  }

  /**
   * Runs `job` at the end of this turn, in the turn's transaction, and resolves after the commit.
   * A job that throws must have written nothing yet; only a StorageError undoes the others with it.
   */
  turn<T>(
    job: () => T,
    { writes = true, committed = () => {}, failed = () => {} }: {
      writes?: boolean;
      committed?: (value: T) => void;
      failed?: () => void;
    } = {},
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#jobs.length === 0) setImmediate(() => this.#endTurn());
    this.#jobs.push({
      run: job,
      writes,
      committed: (value) => (committed(value as T), resolve(value as T)),
      failed: (error) => (failed(), reject(error)),
    });
    return promise;
  }

  /** Commits what is waiting and closes the file. */
  [Symbol.dispose](): void {
    this.#endTurn();
    this.#sqlite.close();
  }

  #endTurn(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    if (jobs.length === 0) return;
    try {
      const settle = this.#commit(jobs);
      // A turn that has written nothing proves nothing.
      if (jobs.some(({ writes }) => writes)) this.#problem = null;
      for (const settled of settle) settled();
      this.#turnEnded();
    } catch (cause) {
      const error = new StorageError(`Cannot keep what was given: ${reason(cause)}`, { cause });
      this.#problem = error.message;
      for (const job of jobs) job.failed(error);
    }
  }

  #commit(jobs: Job[]): (() => void)[] {
    if (!jobs.some((job) => job.writes)) return jobs.map(attempt);
    this.#file?.check();
    this.#sqlite.exec("BEGIN IMMEDIATE");
    try {
      const settle = jobs.map(attempt);
      this.#sqlite.exec("COMMIT");
      return settle;
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec("ROLLBACK");
      throw error;
    }
  }

  #read<T>(query: () => T): T {
    try {
      return asStorage(query);
    } catch (error) {
      this.#problem = (error as Error).message;
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function attempt(job: Job): () => void {
  try {
    const value = job.run();
    return () => job.committed(value);
  } catch (error) {
    if (error instanceof StorageError) throw error;
    return () => job.failed(error as Error);
  }
}

function asStorage<T>(statement: () => T): T {
  try {
    return statement();
  } catch (cause) {
    throw new StorageError(`The database failed: ${reason(cause)}`, { cause });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
