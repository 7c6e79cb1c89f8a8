import type { ReactElement } from "react";
import { type LinkState, useLink } from "../event/link_state.ts";
import { useServerClock } from "../event/server_clock.ts";

/** Whether this page is live, and how far away the server is: measured by each ping. */
export function ConnectionBadge(): ReactElement {
  const link = useLink();
  const { roundTrip } = useServerClock();
  return (
    <p
      className="pill"
      data-testid="connection-indicator"
      data-status={link.name === "live" ? "connected" : "disconnected"}
      title={link.reason ?? undefined}
    >
      <span className={`link-mark ${link.name}`} aria-hidden="true" />
      <span role="status">{labelOf(link)}</span>
      {link.name === "live" && roundTrip !== null && (
        <span className="mute">{Math.max(1, Math.round(roundTrip))} ms</span>
      )}
    </p>
  );
}

function labelOf({ name, nextTry, code }: LinkState): string {
  if (name === "live") return "Live";
  if (name === "connecting") return "Connecting";
  if (name === "refused") return code === 4401 ? "Signed out" : "Refused";
  return nextTry === null ? "Offline" : "Reconnecting";
}
