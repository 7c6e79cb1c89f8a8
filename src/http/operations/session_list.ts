import type { JsonObject } from "../../protocol/message.ts";
import type { OperationsParts } from "./operations_parts.ts";

/** Who is signed in, and with how many connections here; `current` is the session that asks. */
export async function sessionList(
  { sessions, connections }: OperationsParts,
  { limit, after, current }: { limit: number; after: string | undefined; current: string | null },
): Promise<JsonObject> {
  const { sessions: found, next } = await sessions.list({ limit, after });
  const counts = new Map(found.map(({ id }) => [id, 0]));
  for (const { identity } of connections.all) {
    const count = counts.get(identity?.session ?? "");
    if (count !== undefined) counts.set(identity!.session!, count + 1);
  }
  return {
    sessions: found.map((session) => ({
      ...session,
      connections: counts.get(session.id),
      current: session.id === current,
    })),
    next,
  };
}
