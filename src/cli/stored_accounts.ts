import type { Store } from "../backend/backend.ts";
import { Database } from "../backend/local/database.ts";
import { databasePath } from "../backend/local/local_backend.ts";
import { LocalStore } from "../backend/local/local_store.ts";
import { RedisLink } from "../backend/redis/redis_link.ts";
import { redisOptions } from "../backend/redis/redis_options.ts";
import { RedisStore } from "../backend/redis/redis_store.ts";
import { type Config, dataFolder } from "../config/config.ts";
import { type Accounts, openAccounts, secretOf } from "../server.ts";
import { UsageError } from "./failure.ts";

/** The accounts of a server. It may be running meanwhile: it sees what changes. */
export interface StoredAccounts extends Disposable {
  readonly accounts: Accounts;
  /** What signs its tokens. */
  readonly secret: string;
}

/**
 * Opens the accounts in Redis or in the data folder, which is made if `create` says so.
 * @throws UsageError without one. @throws StorageError
 */
export async function openStoredAccounts(config: Config, { create = false } = {}): Promise<StoredAccounts> {
  if (config.backend === "local") {
    const database = new Database(databasePath(checkedFolder(config, create)));
    return await accountsIn(config, new LocalStore(database), database);
  }
  const link = await RedisLink.open(redisOptions(config.redis));
  return await accountsIn(config, new RedisStore(link), link);
}

/** Whether `folder` holds a database. */
export function databaseExists(folder: string): boolean {
  try {
    return Deno.statSync(databasePath(folder)).isFile;
  } catch {
    return false;
  }
}

async function accountsIn(config: Config, store: Store, opened: Disposable): Promise<StoredAccounts> {
  using stack = new DisposableStack();
  stack.use(opened);
  const secret = await secretOf(config, store);
  const accounts = openAccounts({ ...config, secret }, store);
  const parts = stack.move();
  return { accounts, secret, [Symbol.dispose]: () => parts.dispose() };
}

function checkedFolder(config: Config, create: boolean): string {
  const folder = dataFolder(config);
  if (folder === null) {
    throw new UsageError('There are no accounts with data "none": give --data or BOARDCAST_DATA');
  }
  if (create) Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  else if (!databaseExists(folder)) {
    throw new UsageError(`There are no accounts in "${folder}": give --data, or add a user first`);
  }
  return folder;
}
