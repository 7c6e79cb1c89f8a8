import { createHash } from "node:crypto";
import type { RedisConnection } from "./redis_connection.ts";

/** A Lua script, which Redis is sent once and knows afterwards by its hash. */
export class Script {
  readonly #text: string;
  readonly #hash: string;

  constructor(text: string) {
    this.#text = text;
    this.#hash = createHash("sha1").update(text).digest("hex");
  }

  /** Runs it on `keys`. @throws StorageError @throws OutcomeUnknown */
  async run(redis: RedisConnection, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await redis.call(keys[0]!, ["EVALSHA", this.#hash, ...rest]);
    } catch (error) {
      if (!isUnknownScript(error as Error)) throw error;
      return await redis.call(keys[0]!, ["EVAL", this.#text, ...rest]);
    }
  }
}

function isUnknownScript({ cause }: Error): boolean {
  return cause instanceof Error && cause.message.startsWith("NOSCRIPT");
}
