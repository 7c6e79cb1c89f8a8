import { Database } from "../backend/local/database.ts";
import { databasePath } from "../backend/local/local_backend.ts";
import { LocalStore } from "../backend/local/local_store.ts";
import { type Config, dataFolder } from "../config/config.ts";
import { type Accounts, openAccounts } from "../server.ts";
import { UsageError } from "./failure.ts";

/** The accounts of a data folder. A server may be using it meanwhile: it sees what changes. */
export interface LocalAccounts extends Disposable {
  readonly accounts: Accounts;
}

/**
 * Opens the accounts of the data folder, which is made if `create` says so.
 * @throws UsageError without one. @throws StorageError
 */
export function openLocalAccounts(config: Config, { create = false } = {}): LocalAccounts {
  const folder = dataFolder(config);
  if (folder === null) {
    throw new UsageError('There are no accounts with data "none": give --data or BOARDCAST_DATA');
  }
  if (create) Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  else if (!databaseExists(folder)) {
    throw new UsageError(`There are no accounts in "${folder}": give --data, or add a user first`);
  }
  const database = new Database(databasePath(folder));
  return {
    accounts: openAccounts(config, new LocalStore(database)),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}

/** Whether `folder` holds a database. */
export function databaseExists(folder: string): boolean {
  try {
    return Deno.statSync(databasePath(folder)).isFile;
  } catch {
    return false;
  }
}
