import { useMemo } from "react";
import { usePageState } from "./page_state.tsx";

/** How times are written on the page. They are in ms since 1970. */
export interface TimeFormat {
  /** `14:05:12` */
  clock(time: number): string;
  /** `2026-11-30 14:05:12` */
  clockWithDay(time: number): string;
  /** The time zone, as IANA names it. */
  readonly zone: string;
}

/** Writes times in the time zone of the page. */
export function useTimeFormat(): TimeFormat {
  const { zone } = usePageState();
  return useMemo(() => timeFormat(zone), [zone]);
}

/** Writes times in `zone`, a day as ISO 8601 has it. */
export function timeFormat(zone: string): TimeFormat {
  const hours = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "medium" });
  const days = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return {
    zone,
    clock: (time) => hours.format(time),
    clockWithDay: (time) => `${days.format(time)} ${hours.format(time)}`,
  };
}
