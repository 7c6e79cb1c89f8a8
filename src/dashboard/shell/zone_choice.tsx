import type { ReactElement } from "react";
import { usePageState } from "../settings/page_state.tsx";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** Which time zone the times of the page are in, and the choice of another. */
export function ZoneChoice(): ReactElement {
  const { zone, isWall, set } = usePageState();
  const zones = ZONES.includes(zone) ? ZONES : [zone, ...ZONES];
  if (isWall) return <span className="push">times in {zone.replaceAll("_", " ")}</span>;
  return (
    <label className="push zone-choice">
      times in
      <select value={zone} onChange={({ currentTarget }) => set({ zone: currentTarget.value })}>
        {zones.map((one) => <option key={one} value={one}>{one.replaceAll("_", " ")}</option>)}
      </select>
    </label>
  );
}
