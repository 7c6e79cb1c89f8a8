import "../../../client/dashboard_script.ts";
import { useEffect, useState } from "react";
import { backoff } from "../../../client/backoff.ts";
import { ACCOUNT_KEY } from "../../api/account.ts";
import { useQueryClient } from "@tanstack/react-query";
import type { DashboardWebSocketClient } from "../../../client/dashboard_websocket_client.ts";

/** How the connection to one's own dashboard is. Times in ms since 1970. */
export interface OwnDashboard {
  readonly name: "connecting" | "live" | "lost";
  readonly since: number | null;
  /** When the next try comes; `null` if there is none. */
  readonly nextTry: number | null;
  readonly attempt: number;
  /** How many tries there are. */
  readonly most: number;
  /** The group that is one's own. */
  readonly group: string | null;
  readonly client: DashboardWebSocketClient | null;
}

const NONE: OwnDashboard = {
  name: "connecting",
  since: null,
  nextTry: null,
  attempt: 0,
  most: 5,
  group: null,
  client: null,
};

/** Follows one's own dashboard with the client that pages outside of this application use, as long as `isWanted`. */
export function useOwnDashboard(isWanted: boolean): OwnDashboard {
  const queries = useQueryClient();
  const [own, setOwn] = useState(NONE);
  useEffect(() => {
    if (!isWanted) return;
    const client = globalThis.initDashboardWebSocket();
    let isOver = false;
    const offs = Object.entries({
      connected: ({ timestamp }: { timestamp: Date }) => setOwn((before) => live(before, timestamp)),
      connection_established: ({ user_id }: { user_id: number }) =>
        setOwn((before) => ({ ...before, group: `dashboard_${user_id}` })),
      reconnect_failed: () => isOver = true,
      disconnected: ({ timestamp }: { timestamp: Date }) => {
        isOver = false;
        // The client counts the try, or gives up, after it has told of the close.
        queueMicrotask(() => setOwn((before) => lost(before, client, { at: timestamp.getTime(), isOver })));
        // It may mean that the session has ended.
        void queries.invalidateQueries({ queryKey: ACCOUNT_KEY });
      },
    }).map(([type, listener]) => {
      client.on(type, listener);
      return () => client.off(type, listener);
    });
    setOwn((before) => ({ ...before, client, most: client.maxReconnectAttempts }));
    return () => {
      offs.forEach((off) => off());
      client.disconnect();
    };
  }, [isWanted, queries]);
  return own;
}

function live(before: OwnDashboard, timestamp: Date): OwnDashboard {
  return { ...before, name: "live", since: timestamp.getTime(), nextTry: null, attempt: 0 };
}

function lost(
  before: OwnDashboard,
  { reconnectAttempts: attempt, reconnectDelay }: DashboardWebSocketClient,
  { at, isOver }: { at: number; isOver: boolean },
): OwnDashboard {
  const hasNext = !isOver && attempt > 0;
  return {
    ...before,
    name: "lost",
    since: before.name === "lost" ? before.since : at,
    nextTry: hasNext ? at + backoff(reconnectDelay, attempt) : null,
    attempt,
  };
}
