import type { ReactElement } from "react";
import type { OwnDashboard } from "./own_dashboard.ts";

const LABELS = { connecting: "Connecting", live: "Live", lost: "Reconnecting" } as const;

/** Whether the overview is connected. The indicator is written by the client: its class and its title. */
export function OwnBadge({ own: { name, nextTry } }: { own: OwnDashboard }): ReactElement {
  return (
    <p className="pill">
      <span
        id="ws-status-indicator"
        className="ws-status ws-disconnected"
        role="img"
        aria-label="WebSocket disconnected - Using polling fallback"
        title="WebSocket disconnected - Using polling fallback"
      />
      <span role="status">{name === "lost" && nextTry === null ? "Offline" : LABELS[name]}</span>
    </p>
  );
}
