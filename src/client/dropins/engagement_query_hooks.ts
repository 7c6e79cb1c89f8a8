import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { type EngagementConnection, useWebSocket, type UseWebSocketOptions } from "./engagement_hooks.ts";
import type { EngagementMessage } from "./websocket_client.ts";

/** What {@link useClientEngagementWebSocket} gives: the `data` of the newest frame of each type, `null` before it. */
export interface ClientEngagement extends Omit<EngagementConnection, "subscribe" | "ws"> {
  readonly latestEngagementData: EngagementMessage["data"];
  readonly latestInteractionData: EngagementMessage["data"];
  readonly latestAlert: EngagementMessage["data"];
  /** Asks for the frames of one client of one's MSP. */
  readonly subscribeToClient: (clientId: string) => void;
}

type QueryKey = readonly unknown[];

/**
 * The newest of the `engagement` board for a component. Each frame makes the queries stale that it concerns:
 * `["clients", id, "dashboard"]`, `["clients", id, "interactions"]`, `["clients", id, "applications", app, "interactions"]`,
 * `["alerts", "feed"]` and `["alerts", {client_id}]`.
 *
 * @example
 * ```tsx
 * const { isConnected, latestInteractionData, latestAlert } = useClientEngagementWebSocket(clientId);
 * ```
 */
export function useClientEngagementWebSocket(
  clientId?: string,
  options: Pick<UseWebSocketOptions, "apiBaseUrl" | "token"> = {},
): ClientEngagement {
  const { subscribe, ws, ...connection } = useWebSocket({ ...options, clientId });
  const subscribeToClient = useCallback((id: string) => ws.subscribeToClient(id), [ws]);
  return {
    ...connection,
    latestEngagementData: useLatest(subscribe, "engagement_update", keysOfEngagement),
    latestInteractionData: useLatest(subscribe, "interaction_update", keysOfInteraction),
    latestAlert: useLatest(subscribe, "alert", keysOfAlert),
    subscribeToClient,
  };
}

/** {@link useClientEngagementWebSocket} of all clients of one's MSP. */
export function useMSPEngagementWebSocket(
  options?: Pick<UseWebSocketOptions, "apiBaseUrl" | "token">,
): ClientEngagement {
  return useClientEngagementWebSocket(undefined, options);
}

/** The `data` of the newest frame of `type`; what `keysOf` says of it is fetched anew where it is shown. */
function useLatest(
  subscribe: EngagementConnection["subscribe"],
  type: string,
  keysOf: (message: EngagementMessage) => QueryKey[],
): EngagementMessage["data"] {
  const queries = useQueryClient();
  const [latest, setLatest] = useState<EngagementMessage["data"]>(null);
  useEffect(() =>
    subscribe(type, (message) => {
      setLatest(message.data);
      for (const queryKey of keysOf(message)) void queries.invalidateQueries({ queryKey });
    }), [subscribe, type, keysOf, queries]);
  return latest;
}

function keysOfEngagement({ client_id: id }: EngagementMessage): QueryKey[] {
  return id ? [["clients", id, "dashboard"], ["clients", id, "interactions"]] : [];
}

function keysOfInteraction({ client_id: id, data }: EngagementMessage): QueryKey[] {
  if (!id) return [];
  const app = data?.app_id;
  const ofApp: QueryKey[] = app ? [["clients", id, "applications", app, "interactions"]] : [];
  return [["clients", id, "interactions"], ...ofApp];
}

function keysOfAlert({ client_id }: EngagementMessage): QueryKey[] {
  const feed: QueryKey = ["alerts", "feed"];
  return client_id ? [feed, ["alerts", { client_id }]] : [feed];
}
