import { useMemo } from "react";
import { useTimeFormat } from "./time_format.ts";

/** Writes a time (ms since 1970) as short as it is clear: without its day if that is today. */
export function useShortTime(): (time: number) => string {
  const { clock, clockWithDay } = useTimeFormat();
  return useMemo(() => (time: number) => {
    const [then, now] = [clockWithDay(time), clockWithDay(Date.now())];
    return then.slice(0, 10) === now.slice(0, 10) ? clock(time) : then;
  }, [clock, clockWithDay]);
}
