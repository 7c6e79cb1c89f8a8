import type { Message } from "../../protocol/message.ts";
import { getJson } from "./get_json.ts";

/** A publication that a group keeps; `time` in ms since 1970. */
export interface KeptPublication {
  readonly offset: number;
  readonly time: number;
  readonly message: Message;
}

/** The newest `limit` (1000 at most) publications of one event that `group` keeps, oldest first. @throws RequestError */
export async function readHistory(
  group: string,
  { event, limit = 1_000 }: { event: string; limit?: number },
): Promise<KeptPublication[]> {
  const query = new URLSearchParams({ event, limit: String(limit) });
  const { publications } = await getJson(`/api/v1/groups/${encodeURIComponent(group)}/history?${query}`);
  if (!Array.isArray(publications)) return [];
  return publications.map(({ offset, time, message }) => ({ offset, time: Date.parse(time), message }));
}
