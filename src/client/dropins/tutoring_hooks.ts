import { useSyncExternalStore } from "react";
import type { InterventionStatus, TutoringState } from "./tutoring_state.ts";
import { TutoringStore } from "./tutoring_store.ts";
import { getWebSocketService, type WebSocketService } from "./websocket_service.ts";

/** What {@link useWebSocket} gives. */
export interface TutoringDashboard {
  readonly state: TutoringState;
  /** Marks an alert as resolved, on this page only. */
  readonly resolveAlert: (alertId: string) => void;
  /** Says how an intervention stands, on this page only. */
  readonly updateInterventionStatus: (taskId: string, status: InterventionStatus) => void;
}

/** One for each service, so that all parts of a page show the same. */
const stores = new WeakMap<WebSocketService, TutoringStore>();

/**
 * The `tutoring` board as a page shows it: connected while a component is mounted that asks for it.
 *
 * @example
 * ```tsx
 * const { state, resolveAlert } = useWebSocket();
 * return <p>{state.connected ? state.analytics?.total_tutors : "Reconnecting to server..."}</p>;
 * ```
 */
export function useWebSocket(service: WebSocketService = getWebSocketService()): TutoringDashboard {
  const store = storeOf(service);
  const state = useSyncExternalStore(store.subscribe, store.read, store.read);
  const { resolveAlert, updateInterventionStatus } = store;
  return { state, resolveAlert, updateInterventionStatus };
}

function storeOf(service: WebSocketService): TutoringStore {
  const store = stores.get(service) ?? new TutoringStore(service);
  stores.set(service, store);
  return store;
}
