import { StorageError } from "../backend.ts";
import type { RedisLink } from "./redis_link.ts";

/** Counts the ways in which nodes have kept and told things in Redis: those that differ do not understand each other. */
const FORMAT = "1";

/** Makes sure that what is in Redis under the prefix was written as this version does it. @throws StorageError if not. */
export async function claimFormat(link: RedisLink): Promise<void> {
  const key = link.key("format");
  const found = await link.commands.call(key, ["SET", key, FORMAT, "NX", "GET"]);
  if (found === null || found === FORMAT) return;
  throw new StorageError(
    `Under the prefix "${link.prefix}" Redis has format ${found}, and this Boardcast knows format ${FORMAT}: ` +
      "stop the nodes of the other version first, or give this one a redis.prefix of its own",
  );
}
