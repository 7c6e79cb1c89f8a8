import { getLogger } from "@logtape/logtape";
import { type Backend, type Records, StorageError, type Store } from "../backend.ts";
import { newNode, type NodeInfo, type Nodes } from "../nodes.ts";
import { Database } from "./database.ts";
import { LocalNodes } from "./local_nodes.ts";
import { LocalRecords, type LocalRecordsOptions } from "./local_records.ts";
import { LocalStore } from "./local_store.ts";

/** How often what has expired is deleted: every minute. */
const SWEEP = 60_000;

const log = getLogger(["boardcast", "backend"]);

/** Everything in this process, kept in one SQLite file. */
export class LocalBackend implements Backend {
  readonly records: Records;
  readonly store: Store;
  readonly nodes: Nodes;
  readonly #database: Database;
  readonly #sweep: ReturnType<typeof setInterval>;
  readonly #lock: Deno.FsFile | null;

  /**
   * Opens the data folder, or memory if there is none. The folder is this process's alone until it is disposed.
   * @throws StorageError when the folder or its database cannot be used, or another server uses it.
   */
  constructor(data: string | null, options: LocalRecordsOptions, self: NodeInfo = newNode("")) {
    this.nodes = new LocalNodes(self);
    this.#lock = data === null ? null : lockFolder(data);
    this.#database = openDatabase(data, this.#lock, () => records.turnEnded());
    const records = new LocalRecords(this.#database, options);
    this.records = records;
    this.store = new LocalStore(this.#database);
    this.#sweep = setInterval(() => {
      records.expire(Date.now()).catch((error) => log.error("{message}", { message: error.message }));
    }, SWEEP);
    Deno.unrefTimer(this.#sweep as unknown as number);
  }

  problem(): string | null {
    return this.#database.problem;
  }

  [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweep);
    this.#database[Symbol.dispose]();
    release(this.#lock);
    return Promise.resolve();
  }
}

/** Where the database of a data folder is; ":memory:" without one. */
export function databasePath(data: string | null): string {
  return data === null ? ":memory:" : `${data}/boardcast.db`;
}

function openDatabase(data: string | null, lock: Deno.FsFile | null, turnEnded: () => void): Database {
  try {
    return new Database(databasePath(data), { turnEnded });
  } catch (error) {
    release(lock);
    throw error;
  }
}

/** Closing alone is not enough: a child that is just being started has a copy of the file, and so the lock, for a moment. */
function release(lock: Deno.FsFile | null): void {
  lock?.unlockSync();
  lock?.close();
}

function lockFolder(data: string): Deno.FsFile {
  const path = `${data}/boardcast.lock`;
  try {
    Deno.mkdirSync(data, { recursive: true, mode: 0o700 });
    const file = Deno.openSync(path, { create: true, write: true });
    if (file.tryLockSync(true)) return file;
    file.close();
  } catch (cause) {
    throw new StorageError(`Cannot use the data folder "${data}": ${(cause as Error).message}`, { cause });
  }
  throw new StorageError(
    `Cannot use the data folder "${data}": another server is using it; stop that one or give another --data`,
  );
}
