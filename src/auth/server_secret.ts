import { createHash } from "node:crypto";
import { StorageError, type Store } from "../backend/backend.ts";
import { newSecret } from "./secret.ts";

/**
 * The secret that signs tokens: the given one, or the one in the data folder, which is made (mode 0600) when it is not
 * there. Without a folder it lives as long as the process.
 * @throws StorageError when the file cannot be used.
 */
export function loadSecret(given: string | null, folder: string | null): string {
  if (given !== null) return given;
  if (folder === null) return newSecret();
  const path = `${folder}/secret`;
  try {
    return readOrMake(path);
  } catch (cause) {
    throw new StorageError(`Cannot use the secret in "${path}": ${(cause as Error).message}`, { cause });
  }
}

/** The same short name on all nodes that share `secret`, which cannot be found out from it. */
export function installationId(secret: string): string {
  return createHash("sha256").update(`installation ${secret}`).digest("hex").slice(0, 12);
}

/** The secret that signs tokens on all nodes: the given one, or the one in their store, which is made when it is not there. @throws StorageError */
export async function sharedSecret(given: string | null, store: Store): Promise<string> {
  if (given !== null) return given;
  const made = newSecret();
  return await store.transaction([["about", "secret"]], (transaction) => {
    const known = transaction.get<{ secret: string }>("about", "secret");
    if (!known) transaction.put("about", "secret", { secret: made });
    return known?.secret ?? made;
  });
}

function readOrMake(path: string): string {
  try {
    Deno.writeTextFileSync(path, newSecret(), { createNew: true, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  const secret = Deno.readTextFileSync(path).trim();
  if (secret.length >= 32) return secret;
  throw new RangeError(`it has ${secret.length} characters, 32 are needed; delete it to have a new one made`);
}
