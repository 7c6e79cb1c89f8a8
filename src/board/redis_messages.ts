import { parseJson } from "../protocol/message.ts";
import type { Received } from "../backend/redis/way_in/taker.ts";
import type { Publisher } from "./publisher.ts";

/** Publishes what comes in through Redis; see `Taker`. */
export function redisMessages(publisher: Publisher): (received: Received) => Promise<string | null> {
  return async ({ group, text, idempotency }) => {
    const message = parseJson(text);
    if (message === undefined) return "it is not JSON";
    const outcome = await publisher.publish([{ group, message }], idempotency ? { idempotency } : {});
    if (!("refused" in outcome)) return null;
    return outcome.problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
  };
}
