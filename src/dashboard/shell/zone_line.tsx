import type { ReactElement } from "react";
import { useTimeFormat } from "../settings/time_format.ts";

/** Which time zone the times of the page are in. */
export function ZoneLine(): ReactElement {
  const { zone } = useTimeFormat();
  return <span className="push">times in {zone.replaceAll("_", " ")}</span>;
}
