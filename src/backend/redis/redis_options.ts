import type { Config } from "../../config/config.ts";
import { StorageError } from "../backend.ts";

/** How Redis is reached, and what of it is ours: the settings, with certificates and key as PEM texts. */
export interface RedisOptions extends
  Pick<
    Config["redis"],
    "urls" | "prefix" | "sentinel" | "sentinelPassword" | "user" | "password"
  > {
  readonly tls: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null };
}

/** What the settings say. @throws StorageError when a file of theirs cannot be read. */
export function redisOptions({ caFile, certFile, keyFile, ...settings }: Config["redis"]): RedisOptions {
  return { ...settings, tls: { ca: readPem(caFile), cert: readPem(certFile), key: readPem(keyFile) } };
}

/** Where Redis is, without user and password. */
export function placeOf({ urls }: Pick<RedisOptions, "urls">): string {
  return urls.map((url) => new URL(url).host).join(", ");
}

function readPem(file: string | null): string | null {
  if (file === null) return null;
  try {
    return Deno.readTextFileSync(file);
  } catch (cause) {
    throw new StorageError(`Cannot read "${file}" for Redis: ${(cause as Error).message}`, { cause });
  }
}
