import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { storedToken } from "./stored_token.ts";
import { type EngagementMessage, WebSocketClient, type WebSocketClientOptions } from "./websocket_client.ts";

/** What {@link useWebSocket} is told: the functions may be others with each render. */
export interface UseWebSocketOptions extends Omit<WebSocketClientOptions, "onConnectionChange"> {
  /** Follow this client only. */
  readonly clientId?: string | undefined;
  /** Whether to connect when the component is mounted. Default `true`. */
  readonly autoConnect?: boolean;
  /** Called on every open. */
  readonly onConnect?: () => void;
  /** Called when a connection that was open has ended, for whatever reason. */
  readonly onDisconnect?: () => void;
  /** Called with what {@link WebSocketClient.connect} throws. */
  readonly onError?: (error: Error) => void;
}

/** What {@link useWebSocket} gives. */
export interface EngagementConnection {
  readonly isConnected: boolean;
  /** Why the last `connect()` has failed; `null` when connected. */
  readonly connectionError: string | null;
  readonly connect: () => Promise<void>;
  readonly disconnect: () => void;
  /** Calls `listener` for every frame of `type`, until the result is called. */
  readonly subscribe: (type: string, listener: (message: EngagementMessage) => void) => () => void;
  readonly send: (message: object) => void;
  readonly ws: WebSocketClient;
}

type Actions = Pick<EngagementConnection, "disconnect" | "subscribe" | "send">;

/**
 * The `engagement` board for a component: connected while it is mounted, and {@link WebSocketClient} says how it reconnects.
 *
 * @example
 * ```tsx
 * const { isConnected, subscribe } = useWebSocket({ clientId });
 * useEffect(() => subscribe("alert", ({ data }) => console.log(data.severity)), [subscribe]);
 * ```
 */
export function useWebSocket(options: UseWebSocketOptions = {}): EngagementConnection {
  const { clientId, apiBaseUrl, autoConnect = true } = options;
  const [isConnected, setConnected] = useState(false);
  const [connectionError, setError] = useState<string | null>(null);
  const latest = useRef(options);
  const ws = useMemo(() =>
    new WebSocketClient("/ws/engagement", clientId, {
      ...(apiBaseUrl === undefined ? {} : { apiBaseUrl }),
      token: () => (latest.current.token ?? storedToken)(),
      onConnectionChange: (connected) => {
        setConnected(connected);
        if (connected) setError(null);
        const { onConnect, onDisconnect } = latest.current;
        (connected ? onConnect : onDisconnect)?.();
      },
    }), [clientId, apiBaseUrl]);
  const connect = useCallback(async () => {
    try {
      await ws.connect();
    } catch (error) {
      // That it is not wanted any more is no failure.
      if ((error as Error).name === "AbortError") return;
      setError((error as Error).message);
      latest.current.onError?.(error as Error);
    }
  }, [ws]);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (autoConnect) void connect();
    return () => ws.disconnect();
  }, [ws, connect, autoConnect]);
  const actions = useMemo<Actions>(() => ({
    disconnect: () => ws.disconnect(),
    subscribe: (type, listener) => ws.on(type, listener),
    send: (message) => ws.send(message),
  }), [ws]);
  return { isConnected, connectionError, connect, ...actions, ws };
}
