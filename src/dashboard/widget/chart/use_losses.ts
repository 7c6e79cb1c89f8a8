import { useEffect, useRef, useState } from "react";
import { useLink } from "../../event/link_state.ts";
import type { TimeSpan } from "./surface.ts";

/** So many are remembered. */
const MOST = 20;

/** The times in which this browser had lost the server and then came back; `ahead` is by how much its clock is behind, in ms. */
export function useLosses(ahead: number): readonly TimeSpan[] {
  const { name, since } = useLink();
  const lostAt = useRef<number | null>(null);
  const [losses, setLosses] = useState<readonly TimeSpan[]>([]);
  useEffect(() => {
    if (name === "lost") lostAt.current = since;
    if (name !== "live" || lostAt.current === null) return;
    const loss = { from: lostAt.current + ahead, until: since + ahead };
    lostAt.current = null;
    setLosses((before) => [...before, loss].slice(-MOST));
  }, [name, since]);
  return losses;
}
