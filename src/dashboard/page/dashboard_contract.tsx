// deno-lint-ignore-file no-console -- programs look for these lines
import { type ReactElement, useEffect, useRef } from "react";
import { useBoard } from "../../client/react.ts";
import { useLink } from "../event/link_state.ts";

const CONNECTED = "WebSocket connected - Real-time updates active";
const DISCONNECTED = "WebSocket disconnected - Using polling fallback";

/** The mark of the connection, and the console lines, that programs look for on the page of a person's dashboard. */
export function DashboardContract(): ReactElement {
  const { name } = useLink();
  const { client } = useBoard();
  const isLive = name === "live";
  const wasLive = useRef(false);
  useEffect(() => {
    if (isLive) {
      console.log("✓ WebSocket connected");
      console.log("Dashboard connection confirmed", client.identity);
    } else if (wasLive.current) console.log("WebSocket disconnected");
    wasLive.current = isLive;
  }, [client, isLive]);
  return (
    <span
      id="ws-status-indicator"
      className={`ws-status ${isLive ? "ws-connected" : "ws-disconnected"}`}
      role="img"
      title={isLive ? CONNECTED : DISCONNECTED}
      aria-label={isLive ? CONNECTED : DISCONNECTED}
    />
  );
}
