import { useEffect, useState } from "react";
import { useBoard } from "../../client/react.ts";
import type { JsonObject } from "../../protocol/message.ts";

/** Since when the server has lost its backend, in ms since 1970; `null` if it has not, as far as the board's events tell. */
export function useBackendLost(): number | null {
  const { client } = useBoard();
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    setSince(null);
    const note = (isLost: boolean) => setSince((before) => isLost ? before ?? Date.now() : null);
    const offs = [
      client.on("$freshness", ({ cause }: JsonObject) => note(cause === "backend")),
      client.on("$welcome", ({ freshness }: JsonObject) => {
        note(Array.isArray(freshness) && freshness.some(({ cause }) => cause === "backend"));
      }),
    ];
    return () => offs.forEach((off) => off());
  }, [client]);
  return since;
}
