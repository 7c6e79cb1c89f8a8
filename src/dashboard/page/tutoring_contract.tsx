// deno-lint-ignore-file no-console -- programs look for these lines
import { type ReactElement, useEffect, useRef } from "react";
import { useLink } from "../event/link_state.ts";

/** So many tries the original makes; ours go on. */
const TRIES = 10;

/** What the original page of the tutoring board says of its connection: in the console, and in a card at the foot. */
export function TutoringContract(): ReactElement | null {
  const { name, attempt } = useLink();
  const wasLive = useRef(false);
  useEffect(() => {
    if (name === "live") console.log("WebSocket connected");
    if (name === "lost" && wasLive.current) console.log("WebSocket disconnected");
    wasLive.current = name === "live";
  }, [name]);
  useEffect(() => {
    if (name === "lost" && attempt > 0) {
      console.log(`Attempting to reconnect... (${Math.min(attempt, TRIES)}/${TRIES})`);
    }
  }, [name, attempt]);
  if (name !== "lost") return null;
  return <p className="card reconnecting-card" role="status">Reconnecting to server...</p>;
}
