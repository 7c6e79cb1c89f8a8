import { useEffect, useState } from "react";
import { useLink } from "../../event/link_state.ts";
import type { Loss } from "./missing.ts";

/** So many are remembered. */
const MOST = 20;

/** What the client says of a server that is connected and silent. */
const SILENCE = "the server does not answer";

/** The times in which this browser had lost the server; `ahead` is by how much its clock is behind, in ms. */
export function useLosses(ahead: number): readonly Loss[] {
  const { name, since, reason } = useLink();
  const [losses, setLosses] = useState<readonly Loss[]>([]);
  useEffect(() => {
    const now = since + ahead;
    if (name === "lost") {
      const loss = { from: now, until: Infinity, isSilence: reason === SILENCE };
      setLosses((before) => [...before, loss].slice(-MOST));
    }
    if (name === "live") {
      setLosses((before) => before.map((loss) => ({ ...loss, until: Math.min(loss.until, now) })));
    }
  }, [name, since]);
  return losses;
}
