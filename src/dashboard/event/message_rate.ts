import { useEffect, useRef, useState } from "react";
import { useBoard } from "../../client/react.ts";
import { useSecond } from "./second.ts";

/** Over so many seconds the rate is taken. */
const SECONDS = 5;

/** How many messages of the nearest board come per second, over the last five. */
export function useMessageRate(): number {
  const { client } = useBoard();
  const now = useSecond();
  const count = useRef(0);
  const [counts, setCounts] = useState<readonly number[]>([]);
  useEffect(() => {
    let isLive = false;
    const off = client.on("*", () => void (isLive && count.current++));
    isLive = true;
    return off;
  }, [client]);
  useEffect(() => {
    const counted = count.current;
    count.current = 0;
    setCounts((before) => [...before, counted].slice(-SECONDS));
  }, [now]);
  return counts.length === 0 ? 0 : counts.reduce((sum, one) => sum + one, 0) / counts.length;
}
